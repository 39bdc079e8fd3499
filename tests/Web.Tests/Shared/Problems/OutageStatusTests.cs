using Azure;
using Azure.Identity;
using Microsoft.AspNetCore.Http;
using Shaken.Azure.KeyVault;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Tests.Shared.Problems;

public sealed class OutageStatusTests
{
    public static TheoryData<Exception, int> Table => new()
    {
        { new StorageException("the disk is full"), 503 },
        { new RequestFailedException(429, "too many requests"), 503 },
        { new RequestFailedException(0, "no such host"), 503 },
        { new AuthenticationFailedException("no token"), 503 },
        { new VaultBusyException("the share of the vault's rate is used up", TimeSpan.FromSeconds(2)), 503 },
        { new AggregateException(new TimeoutException()), 503 },
        { new BadHttpRequestException("the body is too long", 413), 413 },
        { new InvalidOperationException("a defect"), 500 },
    };

    [Theory]
    [MemberData(nameof(Table), DisableDiscoveryEnumeration = true)]
    public void WhatIsDependedOn_AndDoesNotAnswer_Is503_AndADefectIs500(Exception exception, int status) => Assert.Equal(status, Outages.StatusOf(exception));

    public static TheoryData<Exception, int?> Pauses => new()
    {
        { new StorageException("the disk is full"), 5 },
        { new VaultBusyException("the share of the vault's rate is used up", TimeSpan.FromSeconds(42)), 42 },
        { new InvalidOperationException("a defect"), null },
    };

    [Theory]
    [MemberData(nameof(Pauses), DisableDiscoveryEnumeration = true)]
    public void PauseAfter_AnOutage_IsThatOfItsCause(Exception exception, int? seconds) =>
        Assert.Equal(seconds, (int?)Outages.PauseAfter(exception)?.TotalSeconds);
}
