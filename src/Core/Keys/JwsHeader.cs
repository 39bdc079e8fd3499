using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys;

/// <summary>
/// The protected header of a JWS as its maker wrote it; nobody has judged it yet. Members that are absent are null.
/// </summary>
/// <param name="Alg">The signature algorithm; only ES256 is ever verified.</param>
/// <param name="Typ">"passport" for a PASSporT, "JWT" or "jwt" or absent elsewhere.</param>
/// <param name="Ppt">The PASSporT extension (RFC 8225 section 8.1).</param>
/// <param name="X5u">URL of the signer's certificate chain (RFC 7515 section 4.1.5).</param>
/// <param name="X5c">The signer's certificate chain itself, base64 of DER, leaf first (RFC 7515 section 4.1.6); null where absent.</param>
/// <param name="HasCritical">A crit member stands there. None of its extensions is known here, so it is never accepted.</param>
public sealed record JwsHeader(string? Alg, string? Typ, string? Ppt, string? X5u, IReadOnlyList<string>? X5c, bool HasCritical)
{
    /// <summary>The only algorithm of SHAKEN (RFC 8588, ATIS-1000074): ECDSA on P-256 with SHA-256.</summary>
    public const string Es256 = "ES256";

    internal static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        [NotNullWhen(true)] out JwsHeader? header,
        [NotNullWhen(false)] out string? failure)
    {
        header = null;
        var members = default(Members);
        if (!StrictJsonReader.TryBegin(utf8, utf8.Length, out var reader, out failure)) return false;
        while (reader.ReadName()) members.Read(ref reader);
        if (!reader.TryEnd(out failure)) return false;
        failure = members.HasOtherThanText ? "alg, typ, ppt and x5u are strings"
            : members.HasMalformedChain ? $"x5c is an array of 1 to {Limits.CertificatesPerBundle} strings"
            : null;
        if (failure is null) header = members.ToHeader();
        return header is not null;
    }

    private struct Members
    {
        private string? _alg;
        private string? _typ;
        private string? _ppt;
        private string? _x5u;
        private List<string>? _x5c;
        private bool _hasCritical;

        public bool HasOtherThanText { get; private set; }

        public bool HasMalformedChain { get; private set; }

        public readonly JwsHeader ToHeader() => new(_alg, _typ, _ppt, _x5u, _x5c?.ToArray(), _hasCritical);

        public void Read(ref StrictJsonReader reader)
        {
            if (reader.Is("alg"u8)) _alg = ReadText(ref reader);
            else if (reader.Is("typ"u8)) _typ = ReadText(ref reader);
            else if (reader.Is("ppt"u8)) _ppt = ReadText(ref reader);
            else if (reader.Is("x5u"u8)) _x5u = ReadText(ref reader);
            else if (reader.Is("x5c"u8)) ReadChain(ref reader);
            else
            {
                _hasCritical |= reader.Is("crit"u8);
                reader.Skip();
            }
        }

        // The few values that nearly every header carries cost no string of their own.
        private string? ReadText(ref StrictJsonReader reader)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.Is("ES256"u8) ? Es256
                    : reader.Is("passport"u8) ? "passport"
                    : reader.Is("shaken"u8) ? "shaken"
                    : reader.GetString();
            }

            HasOtherThanText = true;
            reader.Skip();
            return null;
        }

        private void ReadChain(ref StrictJsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                HasMalformedChain = true;
                reader.Skip();
                return;
            }

            _x5c = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.GetString() is { } text && _x5c.Count < Limits.CertificatesPerBundle) _x5c.Add(text);
                else HasMalformedChain = true;
                reader.Skip();
            }

            HasMalformedChain |= _x5c.Count == 0;
        }
    }
}
