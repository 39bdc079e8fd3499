using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Trust.Lists;

/// <summary>What an STI-PA answers to who asks for its list: the JWT itself, or <c>{"status":"success","caList":"…"}</c>.</summary>
internal static class TrustListAnswer
{
    public static Outcome<string, TrustListRefusal> Read(ReadOnlyMemory<byte> body)
    {
        if (body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..]) return Encoding.ASCII.GetString(body.Span);
        if (!StrictJson.TryParseObject(body, Limits.TrustListOctets, out var json, out var failure)) return Malformed(failure);
        using (json) return json.RootElement.TryGetString("caList"u8, out var list) ? list : Malformed("the answer has no member caList");
    }

    private static TrustListRefusal Malformed(string detail) => new(TrustListFailure.Malformed, detail);
}
