using System.Globalization;
using System.Text;
using Azure;
using Shaken.Azure.Rest;

namespace Shaken.Azure.Tables;

/// <summary>The answer to a transaction: 202 as a whole, and within it a status for each operation, or that of the one that was refused.</summary>
internal static class TransactionAnswer
{
    private const string StatusLine = "HTTP/1.1 ";

    /// <summary>The first status that is an error, with its code; null: everything was done.</summary>
    public static RequestFailedException? FindRefusal(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        var any = false;
        for (var at = text.IndexOf(StatusLine, StringComparison.Ordinal); at >= 0; at = text.IndexOf(StatusLine, at + 1, StringComparison.Ordinal))
        {
            // Bodies are JSON, which never begins a line like this.
            if (at > 0 && text[at - 1] != '\n') continue;
            any = true;
            if (!int.TryParse(text.AsSpan(at + StatusLine.Length, Math.Min(3, text.Length - at - StatusLine.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
                return new RequestFailedException(502, "The answer to a transaction cannot be read.");
            if (status is < 200 or > 299) return new RequestFailedException(status, $"A transaction was refused with {status}.", CodeAfter(text, at), innerException: null);
        }

        return any ? null : new RequestFailedException(502, "The answer to a transaction is empty.");
    }

    private static string? CodeAfter(string text, int at)
    {
        var start = text.IndexOf('{', at);
        var end = text.LastIndexOf('}');
        return start < 0 || end < start ? null : StorageErrorParser.FindCode(Encoding.UTF8.GetBytes(text[start..(end + 1)]));
    }
}
