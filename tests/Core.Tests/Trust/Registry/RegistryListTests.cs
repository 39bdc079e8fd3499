using System.Globalization;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Registry;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Tests.Trust.Registry;

public sealed class RegistryListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_SignedList_HasItsEntries()
    {
        var world = await RegistryWorld.NewAsync();
        var (canada, swiss) = (EntryOf(world), RegistryWorld.EntryOf(world.Authority.PolicyAdministratorRoot, url: null));
        var list = (await ReadAsync(world, await SignAsync(world, [swiss, canada], sequence: 7))).Value;
        Assert.Equal((7L, 2, 0), (list.Sequence, list.Entries.Count, list.Skipped.Count));
        Assert.Equal(["CA", "CH"], list.Entries.Select(entry => entry.Country.Value));
        var read = list.Find(BorderWorld.Canada)!;
        Assert.Equal((RegistryWorld.ListUrlOf(BorderWorld.Canada), false), (read.ListUrl, read.IsUnrestricted));
        Assert.Equal(world.Canada.PolicyAdministratorRoot.Certificate.Fingerprint, Assert.Single(read.PaRoots).Certificate.Fingerprint);
        Assert.True(list.Find(swiss.Country)!.IsUnrestricted);
        Assert.Null(list.Find(Hierarchy.UnitedStates));
    }

    [Fact]
    public async Task Read_BadList_IsRefusedWithItsReason()
    {
        var world = await RegistryWorld.NewAsync();
        var last = (await ReadAsync(world, await SignAsync(world, [EntryOf(world)], sequence: 5))).Value;
        var other = RegistryWorld.EntryOf(world.Canada.PolicyAdministratorRoot, "Other");
        (string Served, DocumentFailure Reason)[] refused =
        [
            (await SignAsync(world, [other], sequence: 6, key: SoftwareKey.New()), DocumentFailure.SignatureMismatch),
            (await SignAsync(world, [other], sequence: 4), DocumentFailure.SequenceWentBack),
            (await SignAsync(world, [other], sequence: 5), DocumentFailure.SequenceReused),
            (await SignAsync(world, [other], sequence: 6, TimeSpan.FromSeconds(-1)), DocumentFailure.Expired),
            ("<html>503</html>", DocumentFailure.Malformed),
        ];
        foreach (var (served, reason) in refused)
            Assert.Equal(reason, (await world.Reader.ReadAsync(served, last, Token)).Failure.Reason);
    }

    [Fact]
    public async Task Read_SignerOfAnotherKindOrRegistry_IsUntrusted()
    {
        var world = await RegistryWorld.NewAsync();
        foreach (var signer in new[]
        {
            world.Authority.Administrator.SignerOf(SignedDocumentKind.CountryPolicy),
            world.Canada.Administrator.SignerOf(SignedDocumentKind.RegistryList),
        })
        {
            world.Certificates.Publish(RegistryWorld.X5u, signer.Chain);
            var served = await SignAsync(world, [EntryOf(world)], key: signer.Key);
            Assert.Equal(DocumentFailure.SignerUntrusted, (await ReadAsync(world, served)).Failure.Reason);
        }
    }

    [Fact]
    public void Read_TenThousandEntries_IsRefused()
    {
        var many = string.Join(',', Enumerable.Repeat("{}", 10_000));
        Assert.Equal(DocumentFailure.Malformed, RefusalOf($"[{many}]").Reason);
    }

    [Fact]
    public async Task Read_CountryTwice_IsContradictory()
    {
        var world = await RegistryWorld.NewAsync();
        var entry = RegistryEntryJson.TextOf(EntryOf(world));
        Assert.Equal(DocumentFailure.Contradictory, RefusalOf($"[{entry},{entry}]").Reason);
    }

    [Theory]
    [InlineData("trustList")]
    [InlineData("cpsMapping")]
    [InlineData("countries")]
    [InlineData("certList")]
    [InlineData("atc")]
    [InlineData("sub")]
    public void Read_ClaimOfAnotherDocument_IsAnotherKind(string claim) =>
        Assert.Equal(DocumentFailure.AnotherKind, RefusalOf("[]", $",\"{claim}\":[]").Reason);

    // One bad entry must not keep the other countries from their readers.
    [Fact]
    public async Task Read_EntryThatBreaksARule_LeavesOutThatEntryAlone()
    {
        var world = await RegistryWorld.NewAsync();
        var good = RegistryEntryJson.TextOf(EntryOf(world));
        var document = Read($"[{{\"country\":\"AB\"}},{good},7]");
        Assert.Equal((1, 2), (document.Entries.Count, document.Skipped.Count));
        Assert.StartsWith("entry 0: country must be", document.Skipped[0], StringComparison.Ordinal);
    }

    private static RegistryEntry EntryOf(RegistryWorld world) => RegistryWorld.EntryOf(world.Canada.PolicyAdministratorRoot);

    private static async Task<string> SignAsync(
        RegistryWorld world, IReadOnlyList<RegistryEntry> entries, long sequence = 1, TimeSpan? life = null, ISigningKey? key = null) =>
        await RegistryListSigner.SignAsync(
            entries, sequence, world.Time.GetUtcNow() + (life ?? TimeSpan.FromDays(7)),
            key ?? world.Authority.Administrator.SignerOf(SignedDocumentKind.RegistryList).Key, RegistryWorld.X5u, Token);

    private static async Task<Outcome<RegistryList, DocumentRefusal>> ReadAsync(RegistryWorld world, string compact) =>
        await world.Reader.ReadAsync(compact, last: null, Token);

    private static byte[] Payload(string entries, string more) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{{\"version\":1,\"sequence\":1,\"exp\":4000000000,\"registry\":{entries}{more}}}"));

    private static RegistryListDocument Read(string entries)
    {
        Assert.True(RegistryListDocument.TryRead(Payload(entries, ""), out var document, out var refusal), refusal?.Detail);
        return document;
    }

    private static DocumentRefusal RefusalOf(string entries, string more = "")
    {
        Assert.False(RegistryListDocument.TryRead(Payload(entries, more), out _, out var refusal));
        return refusal;
    }
}
