using System.Globalization;
using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>Versions are numbers that only rise, over all records of a store, so no ETag comes twice.</summary>
internal static class RecordVersion
{
    public static ETag ToETag(long version) => new(version.ToString(CultureInfo.InvariantCulture));

    public static long FromETag(ETag etag) => long.Parse(etag.Value, NumberStyles.None, CultureInfo.InvariantCulture);
}
