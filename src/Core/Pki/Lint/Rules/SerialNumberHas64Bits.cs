using System.Numerics;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>The serial number is long enough for 64 bits from a random generator; leading zero bits do not count.</summary>
internal sealed class SerialNumberHas64Bits : CertificateRule
{
    private const int MinBits = 64;

    public override string Name => "e_atis_serial_number_size";

    public override string Clause => "ATIS-1000080 v005 clause 6.4.1";

    public override RuleProfiles Profiles => RuleProfiles.Every;

    public override RuleDate Since => RuleDate.Version5;

    public override bool HasNameForCa => true;

    public override string? BreachIn(LintSubject subject)
    {
        var bits = BigInteger.Abs(new BigInteger(subject.Certificate.SerialNumber.Span, isBigEndian: true)).GetBitLength();
        return bits >= MinBits ? null : $"the serial number has {bits} bits, not {MinBits}";
    }
}
