using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Verification.Statistics;

/// <summary>The same counts as metrics. Their attributes are those of <see cref="CallLabels"/>: none is personal data.</summary>
public sealed class CallMetrics : IDisposable
{
    private const string None = "none";

    private readonly Meter _meter = new(TreatmentMetrics.MeterName);
    private readonly Counter<long> _verified;
    private readonly Counter<long> _signed;

    public CallMetrics()
    {
        _verified = _meter.CreateCounter<long>(
            "shaken.vs.calls", "{call}", "Calls that were verified, by verdict, code, attestation, signer and treatment");
        _signed = _meter.CreateCounter<long>("shaken.as.calls", "{call}", "Calls that were signed, by attestation and type of PASSporT");
    }

    public void Dispose() => _meter.Dispose();

    internal void Counted(in CallLabels labels)
    {
        var counter = labels.Side == CallSide.Terminating ? _verified : _signed;
        if (!counter.Enabled) return;
        var tags = new TagList
        {
            { "tenant", labels.Tenant },
            { "attest", labels.Attest is { } attest ? NameOf(attest) : None },
            { "type", labels.Type is { } type ? KebabCase.Of(type) : None },
            { "signer", NameOf(labels.Signer) },
        };
        if (labels.Side == CallSide.Terminating)
        {
            tags.Add("verstat", labels.Verstat?.Text() ?? None);
            tags.Add("code", labels.Code.ToString(CultureInfo.InvariantCulture));
            tags.Add("country", NameOf(labels.Country));
            tags.Add("dialect", NameOf(labels.Dialect));
            tags.Add("action", labels.Action is { } action ? KebabCase.Of(action) : None);
        }

        counter.Add(1, tags);
    }

    private static string NameOf(string label) => label.Length == 0 ? None : label;

    private static string NameOf(Attestation attest) => attest switch
    {
        Attestation.A => "A",
        Attestation.B => "B",
        Attestation.C => "C",
    };
}
