using Shaken.Core.Pki.Der;

namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>A serial number has at most 20 octets.</summary>
internal sealed class SerialNumberHas20OctetsAtMost : CertificateRule
{
    public override string Name => "e_rfc5280_serial_number_octets";

    public override string Clause => "RFC 5280 section 4.1.2.2";

    public override RuleProfiles Profiles => RuleProfiles.NotPublished;

    public override string? BreachIn(LintSubject subject) =>
        subject.Certificate.SerialNumber.Length <= CertificateSerial.MaxOctets ? null : $"the serial number has {subject.Certificate.SerialNumber.Length} octets";
}
