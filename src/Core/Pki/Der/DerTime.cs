using System.Formats.Asn1;

namespace Shaken.Core.Pki.Der;

/// <summary>Time of RFC 5280 section 4.1.2.5: UTCTime through the year 2049, GeneralizedTime from 2050 on.</summary>
internal static class DerTime
{
    /// <summary>A UTCTime has two digits for the year: from 50 on they are of the 20th century.</summary>
    public const int LastYearOfUtcTime = 2049;

    public static bool HasNextTime(this AsnReader reader) =>
        reader.HasData && reader.PeekTag() is var tag
        && (tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime));

    /// <summary>Reads either form; which one a year needs is a question of the profile.</summary>
    public static DateTimeOffset ReadTime(this AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime(LastYearOfUtcTime) : reader.ReadGeneralizedTime();

    public static void WriteTime(this AsnWriter writer, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year <= LastYearOfUtcTime) writer.WriteUtcTime(time, LastYearOfUtcTime);
        else writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }
}
