using System.Globalization;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

/// <summary>Dates of RFC 3339 section 5.6.</summary>
public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-12-20T00:00:00Z", "2026-12-20T00:00:00.0000000Z")]
    [InlineData("2026-12-20t00:00:00z", "2026-12-20T00:00:00.0000000Z")]
    [InlineData("2026-12-20T01:30:00.5+01:30", "2026-12-20T00:00:00.5000000Z")]
    [InlineData("2026-12-19T23:00:00.123456789-01:00", "2026-12-20T00:00:00.1234567Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("2017-01-01T00:59:60.9+01:00", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("2024-02-29T12:00:00Z", "2024-02-29T12:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    [InlineData("9999-12-31T23:59:59.9999999999Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("2026-12-20T00:00:00-23:59", "2026-12-20T23:59:00.0000000Z")]
    public void TryParse_Moment_GivesUtc(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(text, out var moment));
        Assert.Equal(expected, moment.Value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("2026-12-20")]
    [InlineData("2026-12-20T00:00:00")]
    [InlineData("2026-12-20 00:00:00Z")]
    [InlineData("2026-12-20T00:00Z")]
    [InlineData("2026-13-20T00:00:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-12-00T00:00:00Z")]
    [InlineData("0000-12-20T00:00:00Z")]
    [InlineData("2026-12-20T24:00:00Z")]
    [InlineData("2026-12-20T00:60:00Z")]
    [InlineData("2026-12-20T00:00:61Z")]
    [InlineData("2026-12-20T12:00:60Z")]
    [InlineData("2026-12-20T00:00:00.Z")]
    [InlineData("2026-12-20T00:00:00+24:00")]
    [InlineData("2026-12-20T00:00:00+00:60")]
    [InlineData("2026-12-20T00:00:00Z\n")]
    [InlineData("٢٠٢٦-12-20T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("2026-12-20T00:00:00.00000000000000000000000000000000000000000000000000Z")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(Rfc3339.TryParse(text, out _));
}
