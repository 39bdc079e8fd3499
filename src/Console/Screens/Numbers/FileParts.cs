using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Shaken.OperatorConsole.Screens.Numbers;

/// <summary>
/// A file in parts of whole lines, as an import takes them. The reader of Shaken.Core would bring all of that library to the browser.
/// </summary>
internal static class FileParts
{
    /// <summary>
    /// The parts in their order, numbered from 1; each is good until the next is asked for. A line that is longer than a part comes as it
    /// is: the server refuses it.
    /// </summary>
    /// <param name="most">Octets of a part.</param>
    public static async IAsyncEnumerable<FilePart> ReadAsync(
        Stream file, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, filled) = (new byte[most], 0);
        for (var number = 1; ; number++)
        {
            filled += await file.ReadAtLeastAsync(buffer.AsMemory(filled), most - filled, throwOnEndOfStream: false, cancellationToken);
            if (filled == 0) yield break;
            var end = buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            if (end == 0 || filled < most) end = filled;
            yield return new FilePart(number, buffer.AsMemory(0, end));
            buffer.AsSpan(end..filled).CopyTo(buffer);
            filled -= end;
        }
    }
}

/// <summary>A part of a file.</summary>
internal sealed record FilePart(int Number, ReadOnlyMemory<byte> Octets)
{
    /// <summary>SHA-256, as the server tells it of a part that it has.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Octets.Span));
}
