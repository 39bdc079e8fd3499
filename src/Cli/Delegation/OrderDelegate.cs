using System.CommandLine;
using System.Text.Json.Nodes;
using Shaken.Cli.Acme;
using Shaken.Cli.Output;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Cli.Delegation;

/// <summary>
/// <c>shaken delegate order</c>: a customer's certificate for lent numbers, by the ACME server of the provider that lends them. Its state
/// is in two folders: the account's, and the one for key and chain with the order under way.
/// </summary>
internal static class OrderDelegate
{
    private const double RenewAfter = 2.0 / 3;

    private static readonly Option<string> Directory = new("--directory")
    {
        Description = "URL of the provider's ACME directory, as `shaken delegate onboard` shows it.", Required = true,
    };

    private static readonly Option<string> Into = new("--into")
    {
        Description = "Folder for NAME.key and NAME.pem; it is made.", Required = true,
    };

    private static readonly Option<string> Name = new("--name")
    {
        Description = "Name of the two files: 1 to 64 of a-z 0-9 -", DefaultValueFactory = _ => "delegate",
    };

    private static readonly Option<string?> ExternalId =
        new("--eab-kid") { Description = "The kid that the provider gave; for the first order." };

    private static readonly Option<string?> ExternalKey =
        new("--eab-key-file") { Description = "File with the macKey that the provider gave, base64url; for the first order." };

    private static readonly Option<bool> Force =
        new("--force") { Description = "Order a new certificate now, whatever the age of the present one." };

    private static readonly Option<bool> AgreeTerms =
        new("--agree-terms") { Description = "You have read the provider's terms, and agree." };

    public static Command New() => new Command(
        "order",
        "Order a certificate for lent numbers, and renew it: for a job that runs every day. It changes nothing before the provider's "
        + "server, or two thirds of the certificate's life, say that it is time. Cut off anywhere, it goes on with the same order.")
    {
        Directory, AcmeInputs.Account, NumberOptions.Required, Into, Name, ExternalId, ExternalKey, AgreeTerms, Ordering.Profile, Force,
    }.Runs(RunAsync);

    private static async Task<CommandResult> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var numbers = NumberOptions.Of(parsed);
        if (!numbers.TryToTnAuthList(out var authority))
            throw new UsageException($"--numbers: one certificate has at most {Limits.TnAuthListEntries} numbers and blocks.");
        var files = DelegateFiles.Open(parsed.GetValue(Into)!, Ordering.NameOf(parsed.GetValue(Name)!));
        var folder = AccountFolder.OpenOrMake(AcmeInputs.AccountFolder(parsed));
        using var http = NamedHost.NewHttp();
        var directory = Inputs.Url(parsed.GetValue(Directory)!, "--directory");
        if (!(await AcmeConnection.OpenAsync(http, directory, Clock.System, cancellationToken)).TryGet(out var connection, out var failure))
        {
            // A server that is away for a day is no fault while nothing is due.
            return !parsed.GetValue(Force) && files.FindChain() is { } inForce && !IsDue(inForce[0], authority)
                ? Kept(files, inForce) : AcmeInputs.Failed(failure);
        }

        var present = files.FindChain();
        if (present is not null && !parsed.GetValue(Force) && files.FindOrder() is null && !IsDue(present[0], authority)
            && !await IsAskedForAsync(connection, present[0], cancellationToken))
            return Kept(files, present);
        var registration = new AcmeRegistration([], parsed.GetValue(AgreeTerms), ExternalOf(parsed));
        var registered = await AcmeSession.RegisterAsync(connection, folder.Key, registration, cancellationToken);
        if (!registered.TryGet(out var session, out failure))
            return AcmeInputs.Failed(failure);
        folder.Save(directory, session);

        var order = new CertificateOrder(
            session, NoTokens.Instance, FingerprintForm.Jwk, OrderPatience.Default, Clock.System, new ProgressLines());
        if (files.FindOrder() is not { } url)
        {
            var terms = new OrderTerms(Profile: parsed.GetValue(Ordering.Profile), Replaces: ReplacedBy(connection, present, authority));
            var placed = await order.PlaceAsync(authority, terms, cancellationToken);
            if (!placed.TryGet(out url, out failure)) return AcmeInputs.Failed(failure);
            files.SaveOrder(url);
        }

        using var key = files.NextKeyOrNew();
        if (!(await order.CompleteAsync(url, new CertificateWish(authority, key), cancellationToken)).TryGet(out var ordered, out failure))
        {
            // An order that is still under way is taken up again; one that ended without a certificate never will be.
            if (failure.Kind == AcmeFailureKind.OrderInvalid) files.ForgetOrder();
            return AcmeInputs.Failed(failure);
        }

        files.SaveChain(ordered.Chain);
        return ResultOf(files, ordered.Chain, ordered.X5u, isNew: true);
    }

    // Other numbers are another certificate. The same ones are ordered again once two thirds of the life are over.
    private static bool IsDue(StiCertificate present, TnAuthList wanted)
    {
        var life = present.NotAfter - present.NotBefore;
        return !IsFor(present, wanted) || Clock.System.GetUtcNow() >= present.NotBefore + (life * RenewAfter);
    }

    private static bool IsFor(StiCertificate present, TnAuthList wanted) =>
        present.Extensions.TnAuthList is { } list && list.ToNumberSet() is var numbers && wanted.ToNumberSet() is var asked
        && numbers.Contains(asked) && asked.Contains(numbers);

    // The window has begun (RFC 9773 section 4.2): also that of a certificate that the provider revoked. A server that gives no window
    // leaves it to the certificate's age.
    private static async Task<bool> IsAskedForAsync(
        AcmeConnection connection, StiCertificate present, CancellationToken cancellationToken) =>
        await connection.FindAdviceAsync(present, cancellationToken) is { } answer && answer.TryGet(out var advice, out _)
        && advice.Start <= Clock.System.GetUtcNow();

    // A server takes a replacement by its renewal information alone, and only for the same numbers.
    private static StiCertificate? ReplacedBy(AcmeConnection connection, IReadOnlyList<StiCertificate>? present, TnAuthList wanted) =>
        connection.Directory.RenewalInfo is not null && present is [var leaf, ..] && IsFor(leaf, wanted) ? leaf : null;

    private static CommandResult Kept(DelegateFiles files, IReadOnlyList<StiCertificate> present) =>
        ResultOf(files, present, x5u: null, isNew: false);

    private static CommandResult ResultOf(DelegateFiles files, IReadOnlyList<StiCertificate> chain, string? x5u, bool isNew) =>
        CommandResult.Good(new JsonObject
        {
            ["accepted"] = true,
            ["isNew"] = isNew,
            ["key"] = files.KeyPath,
            ["chain"] = files.ChainPath,
            ["x5u"] = x5u,
            ["sha256"] = chain[0].Fingerprint,
            ["notAfter"] = Inputs.Text(chain[0].NotAfter),
        });

    private static ExternalAccountKey? ExternalOf(ParseResult parsed) => (parsed.GetValue(ExternalId), parsed.GetValue(ExternalKey)) switch
    {
        (null, null) => null,
        ({ } id, { } file) => StrictBase64Url.TryDecode(Inputs.FileText(file).Trim().TrimEnd('='), out var octets)
            ? new ExternalAccountKey(id, octets)
            : throw new UsageException($"--eab-key-file: {file} must hold the key in base64url."),
        _ => throw new UsageException("--eab-kid and --eab-key-file must be given together."),
    };

    /// <summary>A customer is authorized by its account, which is bound to what was granted to it.</summary>
    private sealed class NoTokens : IAuthorityTokens
    {
        public static readonly NoTokens Instance = new();

        public Task<Outcome<string, AcmeFailure>> GetAsync(
            TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken) =>
            Task.FromResult<Outcome<string, AcmeFailure>>(new AcmeFailure(
                AcmeFailureKind.NoToken,
                "the server asks for an authority token: it is no server for customers, and `shaken acme order` has the options for one"));
    }
}
