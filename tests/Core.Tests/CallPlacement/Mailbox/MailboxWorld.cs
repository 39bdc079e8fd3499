using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>Mailboxes over records that they share, and verified PASSporTs to put in.</summary>
internal sealed class MailboxWorld
{
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(60);

    private MailboxWorld(CallWorld calls) => Calls = calls;

    public static CallNumbers Call { get; } = new(CallWorld.Called, CallWorld.Caller);

    /// <summary>A provider served here that reads.</summary>
    public static ProviderId Reader { get; } = Provider("US/5678");

    public CallWorld Calls { get; }

    public ManualTime Time => Calls.Time;

    public MemoryRecords Records { get; } = new();

    public DeploymentSecret Secret { get; } = DeploymentSecret.New("one", SystemRandom.Instance);

    public static async Task<MailboxWorld> NewAsync() => new(await CallWorld.NewAsync());

    public PassportMailbox NewMailbox(IRecords? records = null, DeploymentSecrets? secrets = null, ILogger<PassportMailbox>? logger = null,
        MailboxBounds? bounds = null, bool readsByCalledNumber = false) => new(
        records ?? Records,
        secrets ?? new DeploymentSecrets(Secret, null),
        SystemRandom.Instance,
        Time,
        Freshness,
        bounds ?? MailboxBounds.Default,
        logger ?? NullLogger<PassportMailbox>.Instance,
        readsByCalledNumber);

    public Task<VerifiedPassport> NewPassportAsync() => NewPassportAsync(Calls.Signer);

    /// <summary>A PASSporT for <see cref="Call"/>, of an origid of its own.</summary>
    public async Task<VerifiedPassport> NewPassportAsync(PassportSigner signer) =>
        (await Calls.VerifyAsync(await signer.SignAsync(Calls.Claims(), TestContext.Current.CancellationToken))).Value;

    /// <summary>A provider with a certificate of its own.</summary>
    public async Task<PassportSigner> NewSignerAsync(string provider)
    {
        var id = Provider(provider);
        var issued = await Calls.Authority.IssueAsync(id, "Another Telephone", TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        return new PassportSigner(issued.Key, Calls.Certificates.Publish($"https://cr.example/{id.Code}.pem", issued.Chain));
    }

    public static ProviderId Provider(string text) => ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));
}

internal static class MailboxCalls
{
    public static async Task<int> StoreAsync(this PassportMailbox mailbox, params VerifiedPassport[] passports) =>
        (await mailbox.StoreAsync(MailboxWorld.Call, passports, ["1234"], destinations: null, deleteAt: null, TestContext.Current.CancellationToken)).Value;

    public static async Task<IReadOnlyList<string>> TakeAsync(this PassportMailbox mailbox, string requestId = "request") =>
        (await mailbox.TakeAsync(MailboxWorld.Call, [MailboxWorld.Reader], publisher: null, requestId, TestContext.Current.CancellationToken)).Passports;
}
