using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>
/// A provider in 12 octets, so that millions of rows are read and merged without an object each: the code in base 37, its letters from 1
/// up, then the country. Zero is no provider; a row with it takes the row of the table away.
/// </summary>
internal readonly record struct PackedProvider(UInt128 Value)
{
    public const int Octets = 12;

    private const int CodeBase = 37;
    private const int Countries = 26 * 26;
    private const int Letters = 26;

    public bool IsNone => Value == UInt128.Zero;

    public static PackedProvider Of(ProviderId provider)
    {
        var code = UInt128.Zero;
        foreach (var character in provider.Code.Value) code = (code * CodeBase) + (uint)PlaceOf((byte)character);
        return new PackedProvider((code * Countries) + (uint)IndexOf(provider.Country));
    }

    /// <summary>Reads a code as a row writes it. False: not a service provider code.</summary>
    public static bool TryRead(ReadOnlySpan<byte> code, int country, out PackedProvider provider)
    {
        provider = default;
        if (code.Length is 0 or > Limits.ServiceProviderCodeLength) return false;
        var value = UInt128.Zero;
        var low = 0UL;
        foreach (var character in code)
        {
            var place = PlaceOf(character);
            if (place == 0) return false;

            // Twelve places fit 64 bits; nearly every code is shorter, and the wider product is ten times as slow.
            if (code.Length <= 12) low = (low * CodeBase) + (uint)place;
            else value = (value * CodeBase) + (uint)place;
        }

        if (code.Length <= 12) value = low;
        provider = new PackedProvider((value * Countries) + (uint)country);
        return true;
    }

    public static int IndexOf(CountryCode country) => ((country.Value[0] - 'A') * Letters) + country.Value[1] - 'A';

    /// <exception cref="InvalidOperationException">No provider was packed so.</exception>
    public ProviderId ToProvider()
    {
        var country = (int)(uint)(Value % Countries);
        var rest = Value / Countries;
        Span<char> code = stackalloc char[Limits.ServiceProviderCodeLength];
        var start = code.Length;
        for (; rest > UInt128.Zero && start > 0; rest /= CodeBase) code[--start] = CharacterAt((int)(uint)(rest % CodeBase));
        var letters = new string([(char)('A' + (country / Letters)), (char)('A' + (country % Letters))]);
        return CountryCode.TryParse(letters, out var parsedCountry)
            && ServiceProviderCode.TryParse(new string(code[start..]), out var parsedCode)
            ? new ProviderId(parsedCountry, parsedCode)
            : throw new InvalidOperationException("The packed provider is none.");
    }

    // 1 to 26 for A-Z, 27 to 36 for 0-9, 0 for what no code has.
    private static int PlaceOf(byte character) =>
        character is >= (byte)'A' and <= (byte)'Z' ? character - 'A' + 1
        : character is >= (byte)'0' and <= (byte)'9' ? character - '0' + 1 + Letters
        : 0;

    private static char CharacterAt(int place) => place switch
    {
        <= 0 => '?',
        <= Letters => (char)('A' + place - 1),
        _ => (char)('0' + place - 1 - Letters),
    };
}
