using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>What an STI-PA answers to who asks for its list: the JWT itself, or <c>{"status":"success","caList":"…"}</c>.</summary>
internal static class TrustListAnswer
{
    /// <summary>The member with a trusted-CA list.</summary>
    public const string Member = "caList";

    /// <param name="member">Which member holds the document.</param>
    public static Outcome<string, TrustListRefusal> Read(ReadOnlyMemory<byte> body, string member = Member)
    {
        if (body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..]) return Encoding.ASCII.GetString(body.Span);
        if (!StrictJson.TryParseObject(body, Limits.TrustListOctets, out var json, out var failure)) return Malformed(failure);
        using (json)
        {
            return json.RootElement.TryGetString(Encoding.ASCII.GetBytes(member), out var list)
                ? list
                : Malformed($"the answer has no member {member}");
        }
    }

    private static TrustListRefusal Malformed(string detail) => new(TrustListFailure.Malformed, detail);
}
