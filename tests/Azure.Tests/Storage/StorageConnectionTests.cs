using Shaken.Azure.Clients;

namespace Shaken.Azure.Tests.Storage;

public sealed class StorageConnectionTests
{
    private const string Key = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

    [Fact]
    public void PortalsString_NamesTheEndpoints()
    {
        Assert.True(StorageConnection.TryParse($"DefaultEndpointsProtocol=https;AccountName=shaken1;AccountKey={Key};EndpointSuffix=core.windows.net", out var connection, out _));
        Assert.Equal(("https://shaken1.blob.core.windows.net/", "https://shaken1.table.core.windows.net/", "shaken1"), (connection.Blobs.AbsoluteUri, connection.Tables.AbsoluteUri, connection.Key!.Account));
    }

    [Fact]
    public void OwnEndpoints_GoBeforeTheUsualOnes()
    {
        Assert.True(StorageConnection.TryParse($"AccountName=a;AccountKey={Key};BlobEndpoint=http://127.0.0.1:1/a/;TableEndpoint=https://tables.example", out var connection, out _));
        Assert.Equal(("http://127.0.0.1:1/a", "https://tables.example/"), (connection.Blobs.AbsoluteUri, connection.Tables.AbsoluteUri));
    }

    [Fact]
    public void DevelopmentStorage_IsAzuriteOnItsUsualPorts()
    {
        Assert.True(StorageConnection.TryParse("UseDevelopmentStorage=true", out var connection, out _));
        Assert.Equal(("http://127.0.0.1:10000/devstoreaccount1", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1"), (connection.Blobs.AbsoluteUri, connection.Tables.AbsoluteUri, connection.Key!.Account));
    }

    // Azure's client tells an account in the path from a container by host and port alone.
    [Theory]
    [InlineData("http://127.0.0.1:49152/a", true)]
    [InlineData("http://azurite:10000/a", true)]
    [InlineData("https://a.blob.core.windows.net", true)]
    [InlineData("http://storage.example", true)]
    [InlineData("http://localhost:49152/a", false)]
    [InlineData("https://a.blob.core.windows.net/a", false)]
    public void BlobEndpoint_WithAPath_IsTakenWhereContainersAreFoundBelowIt(string endpoint, bool isTaken)
    {
        Assert.Equal(
            isTaken, StorageConnection.TryParse($"AccountName=a;AccountKey={Key};BlobEndpoint={endpoint}", out _, out var problem));
        if (!isTaken) Assert.Equal($"BlobEndpoint: {StorageConnection.ContainersRule}", problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AccountName=a")]
    [InlineData("AccountName=a;AccountKey=not base64")]
    [InlineData("AccountName=a/b;AccountKey=" + Key)]
    [InlineData("AccountName=a;AccountKey=" + Key + ";AccountKey=" + Key)]
    [InlineData("AccountName=a;AccountKey=" + Key + ";nonsense")]
    [InlineData("AccountName=a;AccountKey=" + Key + ";BlobEndpoint=ftp://x")]
    [InlineData("AccountName=a;AccountKey=" + Key + ";TableEndpoint=https://x/?sig=1")]
    [InlineData("AccountName=a;SharedAccessSignature=sv=1&sig=" + Key)]
    [InlineData("UseDevelopmentStorage=perhaps")]
    [InlineData("UseDevelopmentStorage=true;AccountName=a")]
    public void StringThatCannotBeUsed_IsRefused_WithoutItsSecret(string text)
    {
        Assert.False(StorageConnection.TryParse(text, out _, out var problem));
        Assert.NotEqual("", problem);
        Assert.DoesNotContain(Key, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Printed_ItHoldsNoKey()
    {
        Assert.True(StorageConnection.TryParse($"AccountName=shaken1;AccountKey={Key}", out var connection, out _));
        Assert.DoesNotContain(Key, $"{connection} {connection.Key}", StringComparison.Ordinal);
    }
}
