using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Pushing;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Numbering;
using Shaken.Core.Passports;
using Shaken.Core.Tests.CallPlacement.Mailbox;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement;

/// <summary>A CPS put together as the program does, over records that a test can read.</summary>
internal sealed class CpsWorld
{
    public const string Host = "cps.example";

    private CpsWorld(MailboxWorld mailboxes, Func<CpsOptions, CpsOptions> change, INumberDirectory? numbers, PassportPush? push)
    {
        Mailboxes = mailboxes;
        Records = new WatchedRecords(mailboxes.Records);
        Options = change(new CpsOptions { Served = [MailboxWorld.Reader], HostNames = [Host], ReaderKeys = ApiKeys<ProviderId>.None });
        Bearers = new BearerVerifier(Options, Calls.Verdicts, Records, Calls.Time);
        Mailbox = mailboxes.NewMailbox(Records, bounds: Options.Mailbox, readsByCalledNumber: Options.ReadsByCalledNumber);
        var verifier = new PassportVerifier(Calls.Verdicts, Calls.Time, Options.Freshness, Options.Ahead);
        var (called, clients) = (new CalledNumbers(Options, numbers), new ClientCertificateJudge(Calls.Verdicts));
        Publish = new PublishPassports(
            Options, Bearers, new PassportAdmission(verifier, Options, Calls.Time), Mailbox, called, clients,
            RepublishFanOut.ToNobody(Calls.Time), push ?? PassportPush.ToNobody(Calls.Time), Calls.Time, Log);
        Retrieve = new RetrievePassports(Options, Bearers, Mailbox);
        RetrieveByNumber = new RetrieveByNumber(Options, clients, Bearers, called, Mailbox);
    }

    public MailboxWorld Mailboxes { get; }

    public CallWorld Calls => Mailboxes.Calls;

    public WatchedRecords Records { get; }

    public CpsOptions Options { get; }

    public BearerVerifier Bearers { get; }

    public PassportMailbox Mailbox { get; }

    public PublishPassports Publish { get; }

    public RetrieveByNumber RetrieveByNumber { get; }

    public RetrievePassports Retrieve { get; }

    public LogLines<PublishPassports> Log { get; } = new();

    /// <param name="numbers">Null: the CPS has no number table.</param>
    /// <param name="push">Null: nothing is pushed.</param>
    public static async Task<CpsWorld> NewAsync(
        Func<CpsOptions, CpsOptions>? change = null, INumberDirectory? numbers = null, PassportPush? push = null) =>
        new(await MailboxWorld.NewAsync(), change ?? (options => options), numbers, push);

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
