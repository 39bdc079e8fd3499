using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.Trust.Lists;

public sealed class TrustListReaderTests
{
    public static TheoryData<string, TrustListFailure> RefusedPayloads => new()
    {
        { """{"version":2,"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.UnknownVersion },
        { """{"version":2,"exp":"later","sequence":1,"lists":{}}""", TrustListFailure.UnknownVersion },
        { """{"version":0,"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.UnknownVersion },
        { """{"version":-1,"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.UnknownVersion },
        { """{"version":1,"exp":1,"sequence":1,"trustList":[]}""", TrustListFailure.Expired },
        { """{"version":1,"exp":@,"sequence":1,"trustList":[],"atc":{}}""", TrustListFailure.AnotherKind },
        { """{"version":1,"exp":@,"sequence":1,"cpsMapping":[]}""", TrustListFailure.AnotherKind },
        { """{"atc":{"tktype":"TNAuthList"},"exp":@}""", TrustListFailure.AnotherKind },
        { """{"version":1.5,"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.UnknownVersion },
        { """{"version":"2.0","exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.UnknownVersion },
        { """{"version":"one","exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":"-1","exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":"1.00000000000000000","exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":"","exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":true,"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":null,"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":@,"sequence":"1","trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":@,"sequence":9223372036854775808,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":@,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":1,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":"@","sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":@,"sequence":1}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":@,"sequence":1,"trustList":"none"}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":@,"sequence":1,"trustList":[5]}""", TrustListFailure.Malformed },
        { """{"version":1,"exp":@,"sequence":1,"trustList":[],"extensions":{}}""", TrustListFailure.Malformed },
        { """{"version":1,"version":1,"exp":@,"sequence":1,"trustList":[]}""", TrustListFailure.Malformed },
        { "[]", TrustListFailure.Malformed },
        { "", TrustListFailure.Malformed },
    };

    [Fact]
    public async Task Read_OfAGoodList_GivesItsRootsSequenceAndEnd()
    {
        var administrator = await TestAdministrator.NewAsync();
        var list = (await administrator.ReadAsync(await administrator.SignAsync(administrator.Payload(41, more: ",\"extensions\":\"\"")))).Value;
        Assert.Equal((41, administrator.Time.GetUtcNow().AddDays(1)), (list.Sequence, list.ExpiresAt));
        var root = Assert.Single(list.Roots.All);
        Assert.Equal(("US", CertificateForm.Root().Subject.ToString()), (root.Country.Value, root.Certificate.Subject.ToString()));
        Assert.Empty(list.Findings);
    }

    [Fact]
    public async Task Read_OfAListSignedByThePinnedRootItself_IsGood()
    {
        var world = await CallWorld.NewAsync();
        using var key = SoftwareKey.New();
        var draft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "Example STI-PA", Hierarchy.Terms(), key.PublicKey) with { KeyUsage = KeyUsages.KeyCertSign };
        var certificate = (await CertificateAuthority.SelfSignAsync(Hierarchy.Linted(draft), key, TestContext.Current.CancellationToken)).Value;
        Assert.True(TrustedRoot.TryCreate(certificate, out var root, out _));
        world.Certificates.Publish(CallWorld.ListUrl, [certificate]);
        var reader = new TrustListReader(world.Certificates, new TrustDomain([root], world.Time), world.Time);
        var compact = await TrustListSigner.SignAsync([world.Authority.Root], 1, world.Time.GetUtcNow().AddDays(1), key, CallWorld.ListUrl, TestContext.Current.CancellationToken);
        Assert.Single((await reader.ReadAsync(compact, null, TestContext.Current.CancellationToken)).Value.Roots.All);
    }

    [Theory]
    [MemberData(nameof(RefusedPayloads))]
    public async Task Read_OfAPayloadThatBreaksARule_SaysWhich(string payload, TrustListFailure reason)
    {
        var administrator = await TestAdministrator.NewAsync();
        var exp = administrator.Time.GetUtcNow().AddDays(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(reason, (await administrator.ReadAsync(await administrator.SignAsync(payload.Replace("@", exp, StringComparison.Ordinal)))).Failure.Reason);
    }

    [Theory]
    [InlineData("none", "")]
    [InlineData("HS256", "")]
    [InlineData("ES384", "")]
    [InlineData("ES256", ",\"crit\":[\"exp\"]")]
    public async Task Read_OfAHeaderThatIsNotAllowed_IsRefused(string alg, string more)
    {
        var administrator = await TestAdministrator.NewAsync();
        var compact = await administrator.SignAsync(administrator.Payload(), administrator.Header(alg, more));
        Assert.Equal(TrustListFailure.HeaderNotAllowed, (await administrator.ReadAsync(compact)).Failure.Reason);
        Assert.Equal(0, administrator.Certificates.Asked);
    }

    [Theory]
    [InlineData("""{"alg":"ES256","typ":"passport","x5u":"https://sti-pa.example/signer.pem"}""")]
    [InlineData("""{"alg":"ES256","typ":"jwt"}""")]
    [InlineData("""{"typ":"jwt","x5u":"https://sti-pa.example/signer.pem"}""")]
    public async Task Read_OfAnotherTypeOrWithoutASigner_IsRefused(string header)
    {
        var administrator = await TestAdministrator.NewAsync();
        Assert.Equal(TrustListFailure.HeaderNotAllowed, (await administrator.ReadAsync(await administrator.SignAsync(administrator.Payload(), header))).Failure.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("a.b")]
    [InlineData("<html></html>")]
    public async Task Read_OfWhatIsNoJwt_IsMalformed(string compact)
    {
        var administrator = await TestAdministrator.NewAsync();
        Assert.Equal(TrustListFailure.Malformed, (await administrator.ReadAsync(compact)).Failure.Reason);
    }

    [Theory]
    [InlineData(SignedDocumentKind.SpcToken)]
    [InlineData(SignedDocumentKind.CpsMapping)]
    [InlineData(SignedDocumentKind.RegistryList)]
    [InlineData(SignedDocumentKind.BypassToken)]
    [InlineData(SignedDocumentKind.Crl)]
    public async Task Read_OfAListByTheSignerOfAnotherKindOfDocument_IsRefused(SignedDocumentKind kind)
    {
        var world = await CallWorld.NewAsync();
        var signer = world.Authority.Administrator.SignerOf(kind);
        world.Certificates.Publish("https://sti-pa.example/other.pem", signer.Chain);
        var compact = await TrustListSigner.SignAsync([world.Authority.Root], 1, world.Time.GetUtcNow().AddDays(1), signer.Key, "https://sti-pa.example/other.pem", TestContext.Current.CancellationToken);
        var reader = new TrustListReader(world.Certificates, world.Domain, world.Time);
        Assert.Equal(TrustListFailure.SignerUntrusted, (await reader.ReadAsync(compact, null, TestContext.Current.CancellationToken)).Failure.Reason);
    }

    [Fact]
    public async Task Read_OfAListSignedByAnotherAdministrator_IsRefused()
    {
        var (administrator, other) = (await TestAdministrator.NewAsync(), await TestAdministrator.NewAsync());
        var compact = await other.SignAsync(sequence: 1);
        Assert.Equal(TrustListFailure.SignatureMismatch, (await administrator.ReadAsync(compact)).Failure.Reason);
        administrator.Certificates.Publish(TestAdministrator.X5u, [other.Signer, other.Root.Certificate]);
        Assert.Equal(TrustListFailure.SignerUntrusted, (await administrator.ReadAsync(compact)).Failure.Reason);
        administrator.Certificates.Publish(TestAdministrator.X5u, [other.Root.Certificate]);
        Assert.Equal(TrustListFailure.SignerUntrusted, (await administrator.ReadAsync(compact)).Failure.Reason);
    }

    [Fact]
    public async Task Read_OfAListSignedUnderACallSigningRoot_IsRefused()
    {
        var administrator = await TestAdministrator.NewAsync();
        var world = await CallWorld.NewAsync();
        administrator.Certificates.Publish(TestAdministrator.X5u, [.. world.Provider.Chain, world.Authority.Root.Certificate]);
        var compact = await administrator.SignAsync(administrator.Payload(entries: Convert.ToBase64String(world.Authority.Root.Certificate.Der.Span)), key: world.Provider.Key);
        Assert.Equal(TrustListFailure.SignerUntrusted, (await administrator.ReadAsync(compact)).Failure.Reason);
    }

    [Fact]
    public async Task Read_WhenTheSignersCertificateCannotBeHad_IsRefused()
    {
        var administrator = await TestAdministrator.NewAsync();
        var compact = await administrator.SignAsync(administrator.Payload(), administrator.Header(x5u: "https://sti-pa.example/none.pem"));
        Assert.Equal(TrustListFailure.SignerUntrusted, (await administrator.ReadAsync(compact)).Failure.Reason);
    }

    [Fact]
    public async Task Read_WithAnOctetOfThePayloadChanged_IsASignatureMismatch()
    {
        var administrator = await TestAdministrator.NewAsync();
        var forged = TestTokens.WithPart(await administrator.SignAsync(sequence: 1), 1, content => [.. content[..^1], (byte)' ', (byte)'}']);
        Assert.Equal(TrustListFailure.SignatureMismatch, (await administrator.ReadAsync(forged)).Failure.Reason);
    }

    [Theory]
    [InlineData(6, "", TrustListFailure.SequenceWentBack)]
    [InlineData(7, ",\"extensions\":\"x\"", TrustListFailure.SequenceReused)]
    [InlineData(7, "", null)]
    [InlineData(8, "", null)]
    [InlineData(9000, "", null)]
    public async Task Read_AfterSequenceSeven_TakesOnlyWhatDoesNotGoBack(long sequence, string more, TrustListFailure? reason)
    {
        var administrator = await TestAdministrator.NewAsync();
        var last = (await administrator.ReadAsync(await administrator.SignAsync(sequence: 7))).Value;
        var outcome = await administrator.ReadAsync(await administrator.SignAsync(administrator.Payload(sequence, more: more)), last);
        Assert.Equal(reason, outcome.TryGet(out _, out var refusal) ? null : refusal.Reason);
    }

    [Fact]
    public async Task Read_OfTheNextList_KeepsTheRootsThatItReadBefore()
    {
        var test = await TestAdministrator.NewAsync();
        var first = (await test.ReadAsync(await test.SignAsync(sequence: 1))).Value;
        var next = (await test.ReadAsync(await test.SignAsync(sequence: 2), first)).Value;
        Assert.Same(first.Roots.All[0], next.Roots.All[0]);
    }

    [Fact]
    public async Task Read_OfEntriesInPemAndInBase64_ReadsBothAndEachRootOnce()
    {
        var administrator = await TestAdministrator.NewAsync();
        var other = (CertificateForm.Root() with { SerialNumber = [9, 9, 9, 9, 9, 9, 9, 9, 9] }).Sign();
        var compact = await administrator.SignAsync(administrator.Payload(entries: [TestAdministrator.Entry, other.ToPem(), other.ToPem() + "\n", TestAdministrator.Entry]));
        var list = (await administrator.ReadAsync(compact)).Value;
        Assert.Equal(2, list.Roots.All.Count);
        Assert.Equal(other.Fingerprint, list.Roots.All[1].Certificate.Fingerprint);
        Assert.Equal([FindingKind.RootRepeated, FindingKind.RootRepeated], list.Findings.Select(finding => finding.Kind));
    }

    [Fact]
    public async Task Read_OfEntriesThatAreNoRoots_LeavesThemOutWithAFinding()
    {
        var administrator = await TestAdministrator.NewAsync();
        var nameless = DistinguishedName.Of((Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN ROOT"));
        var foreign = DistinguishedName.Of((Oids.Country, "CA"), (Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN ROOT"));
        CertificateForm[] forms =
        [
            CertificateForm.Root() with { Subject = nameless, Issuer = nameless }, CertificateForm.Root() with { Issuer = foreign }, CertificateForm.Intermediate(), CertificateForm.Leaf(),
            CertificateForm.Root().With(Oids.BasicConstraints, "3000", isCritical: true),
        ];
        string[] texts = ["", "no base64!", "AAAA", TestAdministrator.Entry[..^8], new string('A', 100_000)];
        string[] entries = [.. forms.Select(form => Convert.ToBase64String(form.Sign().Der.Span)), .. texts, TestAdministrator.Entry];
        var list = (await administrator.ReadAsync(await administrator.SignAsync(administrator.Payload(entries: entries)))).Value;
        Assert.Single(list.Roots.All);
        Assert.Equal(entries.Length - 1, list.Findings.Count);
        Assert.All(list.Findings, finding => Assert.Equal(FindingKind.TrustListEntrySkipped, finding.Kind));
        Assert.Contains("country", list.Findings[0].Detail, StringComparison.Ordinal);
    }

    // The signature of the list vouches for the root's key (RFC 5280 section 6.1); who puts it on a list looks at the root's own.
    [Fact]
    public async Task Read_OfARootThatAnotherKeySigned_TakesTheListsWordForIt()
    {
        var administrator = await TestAdministrator.NewAsync();
        var der = (CertificateForm.Root() with { Signer = CertificateForm.LeafKey }).Sign().Der;
        string[] entries = [Convert.ToBase64String(der.Span)];
        var list = (await administrator.ReadAsync(await administrator.SignAsync(administrator.Payload(entries: entries)))).Value;
        var root = Assert.Single(list.Roots.All);
        Assert.False(TrustedRoot.TryCreate(root.Certificate, out _, out var failure));
        Assert.Equal("its own key did not sign it", failure);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""["MIIB_base64url_of_DER"]""")]
    [InlineData("""["","AAAA"]""")]
    public async Task Read_WithoutARootThatCanBeRead_IsRefused(string list)
    {
        var administrator = await TestAdministrator.NewAsync();
        var exp = administrator.Time.GetUtcNow().AddDays(1).ToUnixTimeSeconds();
        var payload = string.Create(CultureInfo.InvariantCulture, $$"""{"version":1,"exp":{{exp}},"sequence":5,"trustList":{{list}}}""");
        Assert.Equal(TrustListFailure.NoRootLeft, (await administrator.ReadAsync(await administrator.SignAsync(payload))).Failure.Reason);
    }

    [Fact]
    public async Task Read_OfMoreEntriesThanAllowed_IsMalformed()
    {
        var administrator = await TestAdministrator.NewAsync();
        var compact = await administrator.SignAsync(administrator.Payload(entries: [.. Enumerable.Repeat("A", Limits.TrustListEntries + 1)]));
        Assert.Equal(TrustListFailure.Malformed, (await administrator.ReadAsync(compact)).Failure.Reason);
    }
}
