using Shaken.Core.Fetching;

namespace Shaken.Core.Tests.Fetching;

public sealed class ArrivingBodyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ArrivingBody.MostInMemory)]
    [InlineData(ArrivingBody.MostInMemory + 1)]
    [InlineData((ArrivingBody.MostInMemory * 3) + 17)]
    public async Task Body_OfAnySize_ComesBackWhole_AndLeavesNothing(int size)
    {
        var octets = new byte[size];
        for (var index = 0; index < size; index++) octets[index] = (byte)(index % 251);
        await using (var body = new ArrivingBody(_folder.FullName))
        {
            foreach (var part in octets.Chunk(10_007)) await body.AddAsync(part, Token);
            Assert.Equal(size, body.Count);
            Assert.True((await body.ToOctetsAsync(Token)).Span.SequenceEqual(octets));
            if (!OperatingSystem.IsWindows()) Assert.Empty(_folder.EnumerateFileSystemInfos());
        }

        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task LargeBody_WhereNoFileCanBe_IsOurOwnTrouble()
    {
        await using var body = new ArrivingBody(Path.Combine(_folder.FullName, "missing"));
        await body.AddAsync(new byte[ArrivingBody.MostInMemory], Token);
        var exception = await Assert.ThrowsAsync<GuardException>(() => body.AddAsync(new byte[1], Token).AsTask());
        Assert.Equal(FetchFailure.Busy, exception.Refusal.Reason);
        Assert.Equal(FetchFailure.Busy, ConnectionFailures.RefusalIn(exception)!.Reason);
    }
}
