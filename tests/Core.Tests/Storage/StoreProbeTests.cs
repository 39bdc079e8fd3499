using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Storage;

public sealed class StoreProbeTests
{
    private static readonly ETag Never = new("0");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindFault_StoreAnswers_FindsNone() =>
        Assert.Null(await new StoreProbe(new MemoryRecords(), new MemoryBlobs(), Never).FindFaultAsync(Token));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task FindFault_ReadOrWriteFails_TellsIt(int step)
    {
        var failing = new SteppedRecords(new MemoryRecords(), step,
            () => throw new StorageException("the service answered 403 AuthorizationFailure"));
        Assert.Contains("403", await new StoreProbe(failing, new MemoryBlobs(), Never).FindFaultAsync(Token), StringComparison.Ordinal);
    }
}
