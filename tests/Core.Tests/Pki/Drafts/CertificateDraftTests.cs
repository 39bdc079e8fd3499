using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Drafts;

public sealed class CertificateDraftTests
{
    private static readonly TnAuthList OneNumber = Hierarchy.Numbers("300FA20D160B3132303235353530313030");

    private static readonly Dictionary<string, Func<CertificateDraft, CertificateDraft>> Spoilers = new()
    {
        ["e_atis_serial_number"] = draft =>
            draft with { Terms = draft.Terms with { SerialNumber = CertificateSerial.New(new FixedRandom(0)) } },
        ["e_rfc5280_validity_order"] = draft => draft with { Terms = draft.Terms with { NotAfter = draft.Terms.NotBefore } },
        ["e_atis_subject_public_key"] = draft => draft with { PublicKey = KeyOnP384() },
        ["e_rfc5480_public_key_point"] = draft => draft with { PublicKey = NotOnTheCurve(draft.PublicKey) },
        ["e_atis_subject_dn"] = draft => Named(draft, (Oids.Country, "US"), (Oids.Organization, "Example")),
        ["e_atis_subject_c_iso"] = draft =>
            Named(draft, (Oids.Country, "us"), (Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN 1234")),
        ["e_atis_subject_c_us"] = draft =>
            Named(draft, (Oids.Country, "CA"), (Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN 1234")),
        ["e_atis_subject_o_required"] = draft => Named(draft, (Oids.Country, "US"), (Oids.CommonName, "SHAKEN 1234")),
        ["e_rfc5280_name_length"] = draft => Named(draft, (Oids.Country, "US"), (Oids.Organization, ""), (Oids.CommonName, "SHAKEN 1234")),
        ["e_atis_subject_cn"] = draft => Named(draft, (Oids.Country, "US"), (Oids.Organization, "Example"), (Oids.CommonName, "1234")),
        ["e_atis_subject_cn_spc"] = draft =>
            Named(draft, (Oids.Country, "US"), (Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN 12345")),
        ["e_us_cp_subject_sn_shall"] = draft => draft with { PolicyOid = Oids.UnitedStatesPolicy13 },
        ["e_atis_ext_key_usage_ee"] = draft => draft with { KeyUsage = KeyUsages.DigitalSignature | KeyUsages.KeyEncipherment },
        ["e_ext_authority_key_identifier_no_key_identifier"] = draft => draft with { AuthorityKeyIdentifier = ReadOnlyMemory<byte>.Empty },
        ["e_atis_ext_certificate_policies"] = draft => draft with { PolicyOid = null },
        ["e_shaken_certificate_policies_id"] = draft => draft with { PolicyOid = Oids.UnitedStatesPolicy11 },
        ["e_atis_ext_crl_distribution"] = draft => draft with { Crl = draft.Crl! with { Url = "ftp://pa.example/crl" } },
        ["e_atis_ext_crl_distribution_struct"] = draft => draft with { Crl = null },
        ["e_atis_tn_auth_list"] = draft => draft with { TnAuthList = OneNumber },
        ["e_atis_tn_auth_list_ca"] = draft => draft with { IsCa = true },
        ["e_atis_tn_auth_list_spc_format"] = draft => draft with { TnAuthList = null },
        ["e_extension_malformed"] = draft => draft with { TnAuthList = TnAuthList.Of() },
        ["e_tn_auth_list_block_end"] = draft => draft with { TnAuthList = Hierarchy.Numbers("300BA10930071602313002015A") },
        ["e_atis_ext_not_specified"] = draft => draft with { ClaimConstraints = new ClaimConstraints(["rcd"], [], []) },
        ["e_draft_unreadable"] = draft =>
            draft with { TnAuthList = new TnAuthList([.. Enumerable.Repeat(OneNumber.Entries[0], 1_200)], []) },
        ["e_delegate_claim_constraints"] = draft => draft with { Profile = LintProfile.DelegateLeaf, TnAuthList = OneNumber },
        ["e_delegate_leaf_tn_auth_list"] = draft => draft with { Profile = LintProfile.DelegateLeaf },
        ["e_profile_kind"] = draft => draft with { Profile = LintProfile.DelegateCa },
        ["e_pa_tn_auth_list"] = draft => draft with { Profile = LintProfile.PolicyAdministratorSigner },
        ["e_crl_signer_key_usage"] = draft => draft with { Profile = LintProfile.CrlSigner },
        ["e_national_subject_c"] = draft =>
            draft with { Profile = LintProfile.National([Oids.UnitedStatesPolicy14], Hierarchy.Country("CA")) },
    };

    public static TheoryData<string> Rules => [.. Spoilers.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Lint_OfADraftThatBreaksARule_IsRefusedByThatRule(string rule)
    {
        using var key = SoftwareKey.New();
        var sound = (await Hierarchy.NewAsync()).Leaf(key);
        Hierarchy.Linted(sound);
        AssertRefused(rule, Spoilers[rule](sound));
    }

    [Fact]
    public void Lint_OfARootDraftThatBreaksARule_IsRefusedByThatRule()
    {
        using var key = SoftwareKey.New();
        var sound = CertificateDraft.Root(
            LintProfile.UnitedStates, Hierarchy.UnitedStates, "Example", "SHAKEN ROOT", Hierarchy.Terms(), key.PublicKey);
        Hierarchy.Linted(sound);
        AssertRefused(
            "e_atis_subject_cn_root",
            CertificateDraft.Root(LintProfile.UnitedStates, Hierarchy.UnitedStates, "E", "SHAKEN CA", Hierarchy.Terms(), key.PublicKey));
        AssertRefused(
            "e_atis_subject_cn_ca",
            CertificateDraft.Root(LintProfile.UnitedStates, Hierarchy.UnitedStates, "E", "ROOT", Hierarchy.Terms(), key.PublicKey));
        AssertRefused("e_atis_ext_crl_distribution_root", sound with { Crl = Hierarchy.Policy.Crl });
        AssertRefused("e_atis_ext_certificate_policies_root", sound with { PolicyOid = Oids.UnitedStatesPolicy14 });
        AssertRefused("e_profile_kind", sound with { Profile = LintProfile.DelegateCa });
    }

    [Fact]
    public async Task Lint_OfAnIntermediateDraftThatBreaksARule_IsRefusedByThatRule()
    {
        using var key = SoftwareKey.New();
        var root = (await Hierarchy.NewAsync()).Root.Certificate;
        var sound =
            CertificateDraft.Intermediate(root, Hierarchy.Policy, "Example", "SHAKEN CA", Hierarchy.Terms(), key.PublicKey, pathLength: 0);
        Hierarchy.Linted(sound);
        AssertRefused("e_atis_ext_key_usage_ca", sound with { KeyUsage = KeyUsages.KeyCertSign | KeyUsages.CrlSign });
        AssertRefused("e_atis_ext_crl_distribution_struct_ca", sound with { Crl = null });
        AssertRefused("e_shaken_certificate_policies_id_ca", sound with { PolicyOid = "1.2.3" });
        AssertRefused("e_delegate_ca_tn_auth_list", sound with { Profile = LintProfile.DelegateCa });
        AssertRefused("e_atis_tn_auth_list_ca", sound with { TnAuthList = OneNumber });
    }

    [Fact]
    public async Task Lint_OfADraftWithAnOldDate_AppliesEveryRule()
    {
        using var key = SoftwareKey.New();
        var draft = (await Hierarchy.NewAsync()).Leaf(key);
        var old = Named(
            draft, (Oids.Country, "US"),
            (Oids.CommonName, "SHAKEN 1234")) with { Terms = draft.Terms with { NotBefore = Hierarchy.Start.AddYears(-10) } };
        Assert.Equal("e_atis_subject_o_required", Assert.Single(old.Lint().Failure.Findings).Rule);
    }

    [Fact]
    public void KeyIdentifier_IsTheLeftmost160BitsOfSha256()
    {
        using var key = SoftwareKey.New();
        var draft = CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "Example", Hierarchy.Terms(), key.PublicKey);
        byte[] point = [4, .. key.PublicKey.Q.X!, .. key.PublicKey.Q.Y!];
        Assert.Equal(SHA256.HashData(point)[..20], draft.SubjectKeyIdentifier.ToArray());
    }

    [Fact]
    public void New_OfASerialNumber_IsPositiveWithAtMost20Octets()
    {
        Assert.Equal(BigIntegerOf("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"), CertificateSerial.New(new FixedRandom(0xFF)).Value);
        var drawn = Enumerable.Range(0, 200).Select(_ => CertificateSerial.New(SystemRandom.Instance)).ToList();
        Assert.All(drawn, serial => Assert.InRange(serial.Value.GetByteCount(), 16, 20));
        Assert.All(drawn, serial => Assert.Equal(1, serial.Value.Sign));
        Assert.Equal(200, drawn.Distinct().Count());
    }

    [Theory]
    [InlineData("2049-12-31T23:59:59Z", 0x17)]
    [InlineData("2050-01-01T00:00:00Z", 0x18)]
    public void Write_OfTheEnd_TakesTheTypeOfItsYear(string notAfter, byte tag)
    {
        using var key = SoftwareKey.New();
        var end = DateTimeOffset.Parse(notAfter, System.Globalization.CultureInfo.InvariantCulture);
        var linted = Hierarchy.Linted(
            CertificateDraft.PolicyAdministratorRoot(Hierarchy.UnitedStates, "Example", Hierarchy.Terms(end), key.PublicKey));
        var text = System.Text.Encoding.ASCII.GetBytes(tag == 0x17 ? "491231235959Z" : "20500101000000Z");
        Assert.NotEqual(-1, linted.ToBeSigned.Span.IndexOf([tag, (byte)text.Length, .. text]));
    }

    private static void AssertRefused(string rule, CertificateDraft draft) =>
        Assert.Contains(rule, draft.Lint().Failure.Findings.Select(finding => finding.Rule));

    private static CertificateDraft Named(CertificateDraft draft, params (string Type, string Text)[] attributes) =>
        draft with { Subject = DistinguishedName.Of(attributes) };

    private static System.Numerics.BigInteger BigIntegerOf(string hex) => new(Convert.FromHexString(hex), isBigEndian: true);

    private static ECParameters KeyOnP384()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportParameters(includePrivateParameters: false);
    }

    private static ECParameters NotOnTheCurve(ECParameters key) =>
        key with { Q = new ECPoint { X = key.Q.X, Y = [.. key.Q.Y![..31], (byte)(key.Q.Y[31] ^ 1)] } };

    private sealed class FixedRandom(byte octet) : IRandom
    {
        public void Fill(Span<byte> octets) => octets.Fill(octet);
    }
}
