using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Pushing;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement;

/// <summary>A CPS put together as the program does, over records that a test can read.</summary>
internal sealed class CpsWorld
{
    public const string Host = "cps.example";

    private CpsWorld(MailboxWorld mailboxes, Func<CpsOptions, CpsOptions> change)
    {
        Mailboxes = mailboxes;
        Records = new WatchedRecords(mailboxes.Records);
        Options = change(new CpsOptions { Served = [MailboxWorld.Reader], HostNames = [Host], ReaderKeys = ApiKeys<ProviderId>.None });
        var bearers = new BearerVerifier(Options, Calls.Verdicts, Records, Calls.Time);
        var mailbox = mailboxes.NewMailbox(Records, bounds: Options.Mailbox);
        var verifier = new PassportVerifier(Calls.Verdicts, Calls.Time, Options.Freshness, Options.Ahead);
        var (called, clients) = (new CalledNumbers(Options, numbers: null), new ClientCertificateJudge(Calls.Verdicts));
        Publish = new PublishPassports(
            Options, bearers, new PassportAdmission(verifier, Options, Calls.Time), mailbox, called, clients,
            RepublishFanOut.ToNobody(Calls.Time), PassportPush.ToNobody(Calls.Time), Calls.Time, Log);
        Retrieve = new RetrievePassports(Options, bearers, mailbox);
    }

    public MailboxWorld Mailboxes { get; }

    public CallWorld Calls => Mailboxes.Calls;

    public WatchedRecords Records { get; }

    public CpsOptions Options { get; }

    public PublishPassports Publish { get; }

    public RetrievePassports Retrieve { get; }

    public LogLines<PublishPassports> Log { get; } = new();

    public static async Task<CpsWorld> NewAsync(Func<CpsOptions, CpsOptions>? change = null) =>
        new(await MailboxWorld.NewAsync(), change ?? (options => options));

    public static BearerContext Context(CpsAction action, ServiceProviderCode code, string requestId = "request") =>
        new(BearerForm.Agreed, action, code, MailboxWorld.Call, requestId);

    /// <summary>A bearer of a provider with a certificate of its own.</summary>
    public async Task<BearerSigner> NewReaderAsync(string provider)
    {
        var id = MailboxWorld.Provider(provider);
        var issued = await Calls.Authority.IssueAsync(id, "Reader", TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        var x5u = Calls.Certificates.Publish($"https://cr.example/reader-{id.Code}.pem", issued.Chain);
        return new BearerSigner(issued.Key, x5u, id.Code, Calls.Time, SystemRandom.Instance);
    }

    /// <summary>A bearer with these claims, by the provider of <see cref="Calls"/>.</summary>
    public Task<string> SignAsync(string payload) =>
        TestTokens.SignAsync(Calls.Provider.Key, $$"""{"alg":"ES256","typ":"JWT","x5u":"{{Calls.X5u}}"}""", payload);
}
