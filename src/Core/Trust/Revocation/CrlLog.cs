using System.Numerics;
using Microsoft.Extensions.Logging;
using Shaken.Core.Pki.Crls;

namespace Shaken.Core.Trust.Revocation;

/// <summary>What is told of lists that are kept up to date.</summary>
internal static partial class CrlLog
{
    [LoggerMessage(EventId = 1611, Level = LogLevel.Information,
        Message = "CRL of {Host} taken, number {Number}: {Entries} entries, {Findings} findings, good until {NextUpdate:u}")]
    public static partial void Taken(ILogger logger, string host, BigInteger? number, int entries, int findings, DateTimeOffset nextUpdate);

    [LoggerMessage(EventId = 1612, Level = LogLevel.Error,
        Message = "CRL of {Host} refused ({Reason}): {Detail}. The last one is good until {NextUpdate:u}")]
    public static partial void Refused(ILogger logger, string host, CrlFailure reason, string detail, DateTimeOffset? nextUpdate);

    [LoggerMessage(EventId = 1613, Level = LogLevel.Error,
        Message = "The store did not answer; the CRL of {Host} is in force in memory and is kept when the store answers again")]
    public static partial void NotKept(ILogger logger, Exception exception, string host);

    [LoggerMessage(EventId = 1615, Level = LogLevel.Warning,
        Message = "CRL of {Host} cannot be had: {Detail}. It is tried again; the last one is good until {NextUpdate:u}")]
    public static partial void Unreachable(ILogger logger, string host, string detail, DateTimeOffset? nextUpdate);

    [LoggerMessage(EventId = 1616, Level = LogLevel.Warning,
        Message = "{Most} CRLs are kept up to date and there is no room for that of {Host}, nor perhaps for others: this is said once")]
    public static partial void NoRoom(ILogger logger, int most, string host);

    [LoggerMessage(EventId = 1630, Level = LogLevel.Error,
        Message = "CRL of {Host} restarted its numbers: {Number} after {Last}, whose time ended at {Ended:u}. The new list is in force; "
            + "ask its issuer whether that was meant")]
    public static partial void Restarted(ILogger logger, string host, BigInteger? number, BigInteger? last, DateTimeOffset ended);
}
