using System.Numerics;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The serial number is greater than zero.</summary>
internal sealed class SerialNumberIsPositive : CertificateRule
{
    public override string Name => "e_atis_serial_number";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1; RFC 5280 section 4.1.2.2";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version3;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        var digits = new BigInteger(subject.Certificate.SerialNumber.Span, isBigEndian: true);
        return digits.Sign > 0 ? null : "the serial number is not positive";
    }
}
