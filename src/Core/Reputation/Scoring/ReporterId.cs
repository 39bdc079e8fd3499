using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Shaken.Core.Reputation.Scoring;

/// <summary>
/// A reporter among others: the first octets of the SHA-256 of its name. Several users of one reporter are one: the cap is the
/// reporter's.
/// </summary>
public readonly record struct ReporterId(ulong Value) : IComparable<ReporterId>
{
    /// <summary>The reporter of a name.</summary>
    public static ReporterId Of(string name) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))));

    public static bool operator <(ReporterId left, ReporterId right) => left.Value < right.Value;

    public static bool operator >(ReporterId left, ReporterId right) => left.Value > right.Value;

    public static bool operator <=(ReporterId left, ReporterId right) => left.Value <= right.Value;

    public static bool operator >=(ReporterId left, ReporterId right) => left.Value >= right.Value;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, out ReporterId reporter)
    {
        var isHex = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && text!.Length == 16;
        reporter = new ReporterId(value);
        return isHex;
    }

    public int CompareTo(ReporterId other) => Value.CompareTo(other.Value);

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
