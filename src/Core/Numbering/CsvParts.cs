using System.Runtime.CompilerServices;
using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>Cuts a file of numbers into parts for an import, at line ends.</summary>
public static class CsvParts
{
    /// <summary>The parts of a file, numbered from 1. Each is valid until the next one is asked for.</summary>
    /// <remarks>A line that is longer than a part, or has no end, comes as it is: the import refuses it.</remarks>
    public static IAsyncEnumerable<CsvPart> ReadAsync(Stream file, CancellationToken cancellationToken) =>
        ReadAsync(file, Limits.NumberPartOctets, cancellationToken);

    internal static async IAsyncEnumerable<CsvPart> ReadAsync(
        Stream file, int partOctets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[partOctets];
        var filled = 0;
        var linesBefore = 0L;
        for (var number = 1; ; number++)
        {
            filled += await file.ReadAtLeastAsync(
                buffer.AsMemory(filled), buffer.Length - filled, throwOnEndOfStream: false, cancellationToken);
            if (filled == 0) yield break;
            var end = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;

            // At the end of the file the rest of a line goes with the last part.
            if (end == 0 || filled < buffer.Length) end = filled;
            yield return new CsvPart(number, buffer.AsMemory(0, end), linesBefore);
            linesBefore += buffer.AsSpan(0, end).Count((byte)'\n');
            buffer.AsSpan(end..filled).CopyTo(buffer);
            filled -= end;
        }
    }
}

/// <summary>A part of a file.</summary>
/// <param name="LinesBefore">How many lines of the file come before it.</param>
public sealed record CsvPart(int Number, ReadOnlyMemory<byte> Octets, long LinesBefore);
