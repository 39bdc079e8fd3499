using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Shaken.Core.Foundations;

/// <summary>
/// Reads one strict object (see <see cref="StrictJson"/>) token by token, in one pass and without a document. It accepts exactly what
/// <see cref="StrictJson.TryParseObject"/> accepts. Whatever is rare (an escape, many members, a text that is refused) is decided there,
/// so there is one definition of strictness and one set of words.
/// </summary>
/// <remarks>What was read counts only once <see cref="TryEnd"/> returned true: a member may still be repeated further down.</remarks>
internal ref struct StrictJsonReader
{
    private const int MaxNames = 32;

    private readonly ReadOnlyMemory<byte> _utf8;
    private Utf8JsonReader _reader;

    // The members of all objects that are open, and where those of each depth begin.
    private Names _names;
    private Starts _starts;
    private int _count;
    private bool _hasTooManyNames;
    private bool _isBroken;

    private StrictJsonReader(ReadOnlyMemory<byte> utf8)
    {
        _utf8 = utf8;
        _reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
    }

    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Enters an object of at most <paramref name="maxOctets"/> octets.</summary>
    public static bool TryBegin(
        ReadOnlyMemory<byte> utf8, int maxOctets, out StrictJsonReader reader, [NotNullWhen(false)] out string? failure)
    {
        reader = default;

        // The only strings that can be unreadable have escapes; so have names that are equal and not the same octets.
        if (utf8.Length > maxOctets || utf8.Span.Contains((byte)'\\') || !System.Text.Unicode.Utf8.IsValid(utf8.Span))
        {
            if (!IsStrict(utf8, maxOctets, out failure)) return false;
        }

        reader = new StrictJsonReader(utf8);
        failure = reader.Read() && reader.TokenType == JsonTokenType.StartObject ? null : reader.FailureOf();
        return failure is null;
    }

    /// <summary>The next token; false at the end, and where the text is not strict.</summary>
    public bool Read()
    {
        if (_isBroken || !TryReadToken()) return false;
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                _starts[_reader.CurrentDepth] = (byte)_count;
                return true;
            case JsonTokenType.EndObject:
                _count = _starts[_reader.CurrentDepth];
                return true;
            case JsonTokenType.PropertyName:
                _isBroken = !TryAddName();
                return !_isBroken;
            default:
                return true;
        }
    }

    /// <summary>The next member of the object that was entered: true on its name, false at the object's end.</summary>
    public bool ReadName() => Read() && _reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Passes over the value of the name that was read, or the rest of the value that was begun.</summary>
    public void Skip()
    {
        if (_reader.TokenType == JsonTokenType.PropertyName && !Read()) return;
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var depth = _reader.CurrentDepth;
        while (Read() && _reader.CurrentDepth > depth)
        {
        }
    }

    /// <summary>Whether the name or string is this text.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) => _reader.ValueTextEquals(text);

    /// <summary>The string that was read; null where it is none.</summary>
    public readonly string? GetString() => _reader.TokenType == JsonTokenType.String ? _reader.GetString() : null;

    /// <summary>Whether a UUID was read (RFC 4122 section 3).</summary>
    public readonly bool IsUuid() => _reader.TokenType == JsonTokenType.String && _reader.TryGetGuid(out _);

    /// <summary>The NumericDate that was read: the same as <see cref="StrictJson"/> takes.</summary>
    public readonly bool TryGetNumericDate(out DateTimeOffset moment)
    {
        moment = default;
        if (_reader.TokenType != JsonTokenType.Number) return false;
        return _reader.TryGetInt64(out var seconds)
            ? StrictJson.TryGetNumericDate(seconds, out moment)
            : _reader.TryGetDouble(out var fraction) && StrictJson.TryGetNumericDate(fraction, out moment);
    }

    /// <summary>Whether the whole text was one strict object. Call it when nothing is left to read.</summary>
    /// <param name="failure">Which rule was broken, in words fit for a problem document.</param>
    public bool TryEnd([NotNullWhen(false)] out string? failure)
    {
        while (Read())
        {
        }

        failure = _isBroken ? FailureOf() : null;
        return failure is null && (!_hasTooManyNames || IsStrict(_utf8, _utf8.Length, out failure));
    }

    private static bool IsStrict(ReadOnlyMemory<byte> utf8, int maxOctets, [NotNullWhen(false)] out string? failure)
    {
        if (!StrictJson.TryParseObject(utf8, maxOctets, out var document, out failure)) return false;
        document.Dispose();
        return true;
    }

    private readonly string FailureOf() => IsStrict(_utf8, _utf8.Length, out var failure) ? "the JSON text cannot be read" : failure;

    private bool TryReadToken()
    {
        try
        {
            return _reader.Read();
        }
        catch (JsonException)
        {
            // The answer; TryEnd says which rule it was.
            _isBroken = true;
            return false;
        }
    }

    private bool TryAddName()
    {
        if (_hasTooManyNames || _count == MaxNames)
        {
            _hasTooManyNames = true;
            return true;
        }

        // Names are few, so that comparing all is less than hashing.
        var name = _reader.ValueSpan;
        var utf8 = _utf8.Span;
        for (int index = _starts[_reader.CurrentDepth - 1]; index < _count; index++)
            if (utf8.Slice(_names[index].Start, _names[index].Length).SequenceEqual(name)) return false;
        _names[_count++] = new Name((int)_reader.TokenStartIndex + 1, name.Length);
        return true;
    }

    /// <param name="Start">Where its octets lie, without the quotes.</param>
    private readonly record struct Name(int Start, int Length);

    [InlineArray(MaxNames)]
    private struct Names
    {
        private Name _first;
    }

    [InlineArray(Limits.JsonDepth)]
    private struct Starts
    {
        private byte _first;
    }
}
