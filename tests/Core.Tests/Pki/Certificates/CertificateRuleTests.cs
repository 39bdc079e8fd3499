using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Tests.Support;
using static Shaken.Core.Tests.Support.CertificateForm;

namespace Shaken.Core.Tests.Pki.Certificates;

public sealed class CertificateRuleTests
{
    private const string Numbers = "300FA20D160B3132303235353530313030";

    private static readonly LintProfile Us = LintProfile.UnitedStates;
    private static readonly LintProfile Home = LintProfile.National([Oids.UnitedStatesPolicy14], Parse("US"));

    private static readonly byte[] KeyOnP384 = NewKeyOnP384();

    // Rule, profile, and a certificate that breaks it: the form before the spoiling has no finding.
    private static readonly (string Rule, LintProfile Profile, CertificateForm Broken)[] Breaches =
    [
        ("e_atis_version", Us, Leaf() with { Version = 2 }),
        ("e_atis_version_ca", Us, Intermediate() with { Version = 2 }),
        ("e_atis_serial_number", Us, Leaf() with { SerialNumber = [0x80, 0, 0, 0, 0, 0, 0, 0, 0] }),
        ("e_atis_serial_number_ca", Us, Root() with { SerialNumber = [0] }),
        ("e_atis_serial_number_size", Us, Leaf() with { SerialNumber = [0x10, 0, 0, 0, 0, 0, 0, 0] }),
        ("e_atis_serial_number_size_ca", Us, Intermediate() with { SerialNumber = [1] }),
        ("e_rfc5280_serial_number_octets", Home, Leaf() with { SerialNumber = [1, .. new byte[20]] }),
        ("e_atis_signature_algorithm", Us, Leaf() with { Algorithm = Oids.EcdsaWithSha512 }),
        ("e_atis_signature_algorithm_ca", Us, Intermediate() with { Algorithm = Oids.Sha256WithRsa }),
        ("e_rfc5280_signature_algorithms_agree", Home, Leaf() with { SignedAlgorithm = Oids.EcdsaWithSha384 }),
        ("e_rfc5280_validity_order", Home, Leaf() with { NotAfter = Leaf().NotBefore }),
        ("e_atis_subject_public_key", Us, Leaf() with { PublicKey = KeyOnP384 }),
        (
            "e_atis_subject_public_key_ca", Home,
            Intermediate().With(Oids.CertificatePolicies, Policy("1.2.3").Hex) with { PublicKey = KeyOnP384 }),
        ("e_rfc5280_extensions_version", Us, Leaf() with { Version = 1 }),
        ("e_rfc5280_extensions_version", Us, Intermediate() with { Version = 2 }),
        ("e_rfc5280_unique_identifiers", Us, Leaf() with { Version = 2, UniqueIdentifierHex = "81020055" }),
        ("e_rfc5280_unique_identifiers", Us, Leaf() with { UniqueIdentifierHex = "82020055" }),
        ("e_rfc5280_time_form", Us, Leaf() with { ValidityHex = Validity((0x18, "20250101000000Z"), (0x17, "260101000000Z")) }),
        ("e_rfc5280_time_form", Us, Leaf() with { ValidityHex = Validity((0x17, "250101000000Z"), (0x18, "20491231235959Z")) }),
        ("e_rfc5280_time_fraction", Us, Leaf() with { ValidityHex = Validity((0x17, "250101000000Z"), (0x18, "20500101000000.5Z")) }),
        ("e_rfc5480_public_key_point", Home, Leaf() with { PublicKey = NotOnTheCurve(LeafKey) }),
        ("e_issuer_root", Us, Root() with { Issuer = Name("SHAKEN OTHER ROOT") }),
        (
            "e_atis_subject_dn", Us,
            Leaf().Named(
                (Oids.Country, "US"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN 1234"), (Oids.CommonName, "SHAKEN 1234"))),
        ("e_atis_subject_dn_ca", Us, Intermediate().Named((Oids.Organization, "E"), (Oids.CommonName, "SHAKEN"))),
        ("e_atis_subject_c_iso", Us, Leaf().Named((Oids.Country, "us"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN 1234"))),
        ("e_atis_subject_c_iso_ca", Us, Intermediate().Named((Oids.Country, "USA"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN"))),
        ("e_atis_subject_c_us", Us, Leaf().Named((Oids.Country, "CA"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN 1234"))),
        ("e_atis_subject_c_us_ca", Us, Intermediate().Named((Oids.Country, "CA"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN"))),
        ("e_national_subject_c", Home, Leaf().Named((Oids.Country, "CA"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN 1234"))),
        ("e_atis_subject_o_required", Us, Leaf().Named((Oids.Country, "US"), (Oids.CommonName, "SHAKEN 1234"))),
        ("e_atis_subject_o_required_ca", Us, Intermediate().Named((Oids.Country, "US"), (Oids.CommonName, "SHAKEN"))),
        ("e_rfc5280_name_length", Home, Leaf() with { Subject = Name("SHAKEN 1234 " + new string('x', 60)) }),
        ("e_atis_subject_cn", Us, Leaf() with { Subject = Name("XSHAKEN 1234") }),
        ("e_atis_subject_cn_ca", Us, Intermediate() with { Subject = Name("shaken CA") }),
        ("e_atis_subject_cn_root", Us, Root() with { Subject = Name("SHAKEN ROOTS"), Issuer = Name("SHAKEN ROOTS") }),
        ("e_atis_subject_cn_spc", Us, Leaf() with { Subject = Name("SHAKEN Example 1234") }),
        ("e_us_cp_subject_sn_shall", Us, Leaf().With(Oids.CertificatePolicies, Policy(Oids.UnitedStatesPolicy13).Hex)),
        (
            "e_us_cp_subject_sn_shall_ca", Us,
            Intermediate().With(Oids.CertificatePolicies, Policy(Oids.UnitedStatesPolicy13).Hex).With(Oids.TnAuthList, Numbers)),
        ("e_atis_ext_basic_constraints", Us, Leaf().Flip(Oids.BasicConstraints)),
        ("e_rfc5280_path_length", Home, Leaf().With(Oids.BasicConstraints, "3003020100", isCritical: true)),
        ("e_rfc5280_path_length", LintProfile.CrlSigner, CrlSigner().With(Oids.BasicConstraints, "30060101FF020100", isCritical: true)),
        ("e_atis_ext_key_usage", Us, Leaf().Flip(Oids.KeyUsage)),
        ("e_atis_ext_key_usage_ee", Us, Leaf().With(Oids.KeyUsage, "030205E0", isCritical: true)),
        ("e_crl_signer_key_usage", LintProfile.CrlSigner, CrlSigner().With(Oids.KeyUsage, "03020182", isCritical: true)),
        ("e_atis_ext_key_usage_ca", Us, Intermediate().With(Oids.KeyUsage, "03020106", isCritical: true)),
        ("e_incorrect_ku_encoding", Us, Leaf().With(Oids.KeyUsage, "03020080", isCritical: true)),
        ("e_atis_subject_key_identifier", Us, Leaf().Without(Oids.SubjectKeyIdentifier)),
        ("e_atis_subject_key_identifier_ca", Us, Root().Without(Oids.SubjectKeyIdentifier).Without(Oids.AuthorityKeyIdentifier)),
        ("e_atis_subject_key_identifier_size", Us, Leaf().With(Oids.SubjectKeyIdentifier, "04020102")),
        ("e_atis_subject_key_identifier_size_ca", Us, Intermediate().With(Oids.SubjectKeyIdentifier, "04020102")),
        ("e_atis_ext_authority_key_identifier", Us, Leaf().Without(Oids.AuthorityKeyIdentifier)),
        ("e_atis_ext_authority_key_identifier_ca", Us, Intermediate().Without(Oids.AuthorityKeyIdentifier)),
        ("e_atis_ext_authority_key_identifier_root", Us, Root().With(Oids.AuthorityKeyIdentifier, "30038001FF")),
        ("e_ext_authority_key_identifier_missing", Us, Leaf().Without(Oids.AuthorityKeyIdentifier)),
        ("e_ext_authority_key_identifier_no_key_identifier", Us, Leaf().With(Oids.AuthorityKeyIdentifier, "3000")),
        ("w_ext_subject_key_identifier_missing_sub_cert", Us, Leaf().Without(Oids.SubjectKeyIdentifier)),
        ("e_atis_ext_certificate_policies", Us, Leaf().Flip(Oids.CertificatePolicies)),
        ("e_atis_ext_certificate_policies_ca", Us, Intermediate().Without(Oids.CertificatePolicies)),
        ("e_shaken_certificate_policies_id", Us, Leaf().With(Oids.CertificatePolicies, Policy(Oids.UnitedStatesPolicy11).Hex)),
        ("e_shaken_certificate_policies_id_ca", Home, Intermediate().With(Oids.CertificatePolicies, Policy("1.2.3").Hex)),
        ("e_atis_ext_certificate_policies_root", Us, Root().With(Oids.CertificatePolicies, Policy(Oids.UnitedStatesPolicy14).Hex)),
        ("e_atis_ext_crl_distribution", Us, Leaf().With(Oids.CrlDistributionPoints, CrlDistributionPoint("ldap://pa.example/crl").Hex)),
        ("e_atis_ext_crl_distribution_ca", Us, Intermediate().Without(Oids.CrlDistributionPoints)),
        ("e_atis_ext_crl_distribution_struct", Us, Leaf().With(Oids.CrlDistributionPoints, CrlDistributionPoint(hasCrlIssuer: false).Hex)),
        (
            "e_atis_ext_crl_distribution_struct_ca", Home,
            Intermediate().With(Oids.CrlDistributionPoints, CrlDistributionPoint(hasCrlIssuer: false).Hex)),
        ("e_atis_ext_crl_distribution_root", Us, Root().With(Oids.CrlDistributionPoints, CrlDistributionPoint().Hex)),
        ("e_atis_tn_auth_list", Us, Leaf().With(Oids.TnAuthList, "3010A006160431323334A006160431323335")),
        ("e_atis_tn_auth_list_ca", Us, Intermediate().With(Oids.TnAuthList, "3008A006160431323334")),
        ("e_atis_tn_auth_list_spc_format", Us, Leaf().With(Oids.TnAuthList, "3008A006160431323361") with { Subject = Name("SHAKEN 123a") }),
        ("e_fr_tn_auth_list_spc_length", LintProfile.France, FrenchLeaf().With(Oids.TnAuthList, "3008A006160431323334")),
        ("e_fr_ext_certificate_policies", LintProfile.France, FrenchLeaf().With(Oids.CertificatePolicies, Policy("1.2.3").Hex)),
        ("e_delegate_ca_tn_auth_list", LintProfile.DelegateCa, DelegateCa().With(Oids.TnAuthList, "300613043633334B")),
        ("e_delegate_leaf_tn_auth_list", LintProfile.DelegateLeaf, DelegateLeaf().With(Oids.TnAuthList, "3008A006160431323334")),
        (
            "e_delegate_claim_constraints", LintProfile.DelegateLeaf,
            DelegateLeaf().With(Oids.EnhancedJwtClaimConstraints, "300CA20A30081606617474657374")),
        ("e_profile_kind", LintProfile.DelegateCa, Root().With(Oids.TnAuthList, "3008A006160431323334")),
        (
            "e_pa_tn_auth_list", LintProfile.PolicyAdministratorSigner,
            PolicyAdministratorSigner().With(Oids.TnAuthList, "3008A006160431323334")),
        ("e_atis_ext_not_specified", Us, Leaf().With("2.5.29.17", "3000")),
        (
            "e_atis_ext_not_specified_ca", LintProfile.DelegateCa,
            DelegateCa().With(Oids.EnhancedJwtClaimConstraints, "300CA20A30081606617474657374")),
        (
            "e_extension_malformed", LintProfile.PolicyAdministratorSigner,
            PolicyAdministratorSigner().With(Oids.CertificatePolicies, "30030601")),
    ];

    public static TheoryData<int, string> Rows => [.. Breaches.Select((breach, row) => (row, breach.Rule))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Lint_OfABreach_NamesTheRule(int row, string rule)
    {
        var (_, profile, broken) = Breaches[row];
        Assert.Contains(rule, CertificateLinter.Lint(broken.Sign(), profile).Select(finding => finding.Rule));
    }

    [Fact]
    public void Breaches_CoverEveryRule() =>
        Assert.Equal(CertificateLinter.Rules.Select(rule => rule.Id).Order(), Breaches.Select(breach => breach.Rule).Distinct().Order());

    [Fact]
    public void Rules_HaveEachAClause() =>
        Assert.All(CertificateLinter.Rules, rule => Assert.Matches("(clause|section) [0-9A]", rule.Clause));

    [Fact]
    public void Lint_OfASoundCertificate_FindsNothing()
    {
        (CertificateForm Form, LintProfile Profile)[] sound =
        [
            (Leaf(), Us), (Intermediate(), Us), (Root(), Us), (Leaf(), Home), (Intermediate(), Home), (Root(), Home),
            (DelegateCa(), LintProfile.DelegateCa), (DelegateLeaf(), LintProfile.DelegateLeaf), (CrlSigner(), LintProfile.CrlSigner),
            (CrlSigner().With(Oids.BasicConstraints, "30030101FF", isCritical: true), LintProfile.CrlSigner),
            (PolicyAdministratorSigner(), LintProfile.PolicyAdministratorSigner), (Root(), LintProfile.PolicyAdministratorSigner),
            (Leaf() with { ValidityHex = Validity((0x17, "250101000000Z"), (0x18, "20500101000000Z")) }, Us),
            (FrenchLeaf(), LintProfile.France),
            (DelegateLeaf().With(Oids.TnAuthList, "3014A1123010160B3132303235353530313030020164"), LintProfile.DelegateLeaf),
        ];
        Assert.All(sound, pair => Assert.Empty(CertificateLinter.Lint(pair.Form.Sign(), pair.Profile)));
    }

    [Fact]
    public void TryRead_WithoutKeyIdentifiers_GivesNullAndNotAnEmptyValue()
    {
        var leaf = Leaf().Without(Oids.SubjectKeyIdentifier).With(Oids.AuthorityKeyIdentifier, "3000").Sign();
        Assert.Null(leaf.Extensions.SubjectKeyIdentifier);
        Assert.NotNull(leaf.Extensions.AuthorityKeyIdentifier);
        Assert.Null(leaf.Extensions.AuthorityKeyIdentifier.KeyIdentifier);
    }

    [Theory]
    [InlineData("us")]
    [InlineData("fr")]
    [InlineData("delegate-ca")]
    [InlineData("delegate-leaf")]
    [InlineData("pa-signer")]
    [InlineData("crl-signer")]
    public void TryParse_OfAProfilesName_GivesIt(string name)
    {
        Assert.True(LintProfile.TryParse(name, out var profile));
        Assert.Equal(name, profile.Name);
    }

    [Theory]
    [InlineData("national")]
    [InlineData("US")]
    [InlineData(null)]
    public void TryParse_OfAnythingElse_IsRefused(string? name) => Assert.False(LintProfile.TryParse(name, out _));

    // As the API of France shows its certificates: no policy, and a code of six characters.
    private static CertificateForm FrenchLeaf() => Leaf()
        .Without(Oids.CertificatePolicies)
        .With(Oids.TnAuthList, "300AA00816064F5043303030")
        .Named((Oids.Country, "FR"), (Oids.Organization, "E"), (Oids.CommonName, "SHAKEN OPC000"));

    private static CountryCode Parse(string code) =>
        CountryCode.TryParse(code, out var country) ? country : throw new ArgumentException("No country.", nameof(code));

    private static string Validity(params (byte Tag, string Text)[] times)
    {
        byte[] content = [.. times.SelectMany(time => (byte[])[time.Tag, (byte)time.Text.Length, .. Encoding.ASCII.GetBytes(time.Text)])];
        return Convert.ToHexString([0x30, (byte)content.Length, .. content]);
    }

    private static byte[] NotOnTheCurve(ECDsa key)
    {
        var info = key.ExportSubjectPublicKeyInfo();
        info[^1] ^= 1;
        return info;
    }

    private static byte[] NewKeyOnP384()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportSubjectPublicKeyInfo();
    }
}
