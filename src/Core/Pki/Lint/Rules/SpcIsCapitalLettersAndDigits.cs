namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The SPC is capital letters and digits only, as it stands in the certificate.</summary>
internal sealed class SpcIsCapitalLettersAndDigits : CertificateRule
{
    public override string Name => "e_atis_tn_auth_list_spc_format";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Shaken;

    public override CertificateKinds Kinds => CertificateKinds.Leaf;

    public override RuleDate Since => RuleDate.Version5;

    public override string? BreachIn(LintSubject subject) =>
        subject.SpcAsWritten is { Length: > 0 } spc && spc.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character))
            ? null
            : "the SPC is not capital letters and digits alone";
}
