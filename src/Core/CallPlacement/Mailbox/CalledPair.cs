using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Shaken.Core.CallPlacement.Mailbox;

/// <summary>
/// A record that lets a reader find the calls to a number: for a while PASSporTs waited for one pair of called and calling number. That
/// none waits any more is no error.
/// </summary>
/// <param name="SealedOrig">The calling number, sealed to the record's place.</param>
internal sealed record CalledPair(byte[] SealedOrig)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MailboxJson.Default.CalledPair);

    /// <summary>False: it is none, or one that another version wrote.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out CalledPair? read)
    {
        read = null;
        try
        {
            read = JsonSerializer.Deserialize(document.Span, MailboxJson.Default.CalledPair);
        }
        catch (JsonException)
        {
            // The caller gets false, and logs it.
        }

        return read is { SealedOrig: not null };
    }
}
