using System.Globalization;

namespace Shaken.Cli.Numbers;

/// <summary>Says on standard error how far a long import has come, every few seconds.</summary>
internal sealed class ProgressLine(TextWriter output, TimeProvider time) : IProgress<long>
{
    private const long Mebi = 1024 * 1024;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private long _last = time.GetTimestamp();

    /// <summary>So much of the file is read.</summary>
    public void Sent(long octets, long ofOctets) => Say($"read {octets / Mebi} of {ofOctets / Mebi} MiB");

    /// <summary>So many rows of the new table are written.</summary>
    public void Report(long value) => Say($"merged {value} rows");

    private void Say(FormattableString line)
    {
        if (time.GetElapsedTime(_last) < Pace) return;
        _last = time.GetTimestamp();
        output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
