using System.Text;
using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

/// <summary>Documents over a wire that loses, repeats and delays.</summary>
public sealed class BlobFaultTests(Azurites azurites) : IAsyncLifetime
{
    private const string Prefix = "faults";

    private static int s_names;

    private IBlobs _others = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _others = (await azurites.WithKeyAsync(Prefix)).Blobs;
        await _others.TryPutNewAsync(NewName(), Content("x"), Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    [InlineData("Unavailable")]
    public async Task Put_SucceedsOnce_AndKnowsIt(string fault)
    {
        var name = NewName();
        var etag = await (await OverAsync(fault)).TryPutNewAsync(name, Content("1"), Token);
        Assert.NotNull(etag);
        Assert.Equal(etag, (await _others.FindAsync(name, Token))!.ETag);
    }

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    public async Task Put_WhereAnothersIs_IsTold(string fault)
    {
        var name = NewName();
        await _others.TryPutNewAsync(name, Content("other"), Token);
        Assert.Null(await (await OverAsync(fault)).TryPutNewAsync(name, Content("1"), Token));
        Assert.Equal("other", Text(await _others.FindAsync(name, Token)));
    }

    [Theory]
    [InlineData("LoseAnswer")]
    [InlineData("Duplicate")]
    [InlineData("Drop")]
    [InlineData("TooMany")]
    public async Task Replace_SucceedsOnce_AndKnowsIt(string fault)
    {
        var name = NewName();
        var first = (await _others.TryPutNewAsync(name, Content("1"), Token))!.Value;
        var faulty = await OverAsync(fault);
        var second = await faulty.TryReplaceAsync(name, Content("2"), first, Token);
        Assert.NotNull(second);
        Assert.Equal(second, (await _others.FindAsync(name, Token))!.ETag);
        Assert.NotNull(await faulty.TryReplaceAsync(name, Content("3"), second.Value, Token));
    }

    [Fact]
    public async Task Replace_WhoseAnswerIsLost_AndWhichAnotherReplacedSince_Succeeded()
    {
        var name = NewName();
        var first = (await _others.TryPutNewAsync(name, Content("1"), Token))!.Value;
        var faulty = await OverAsync("LoseAnswer", async () => Assert.NotNull(await _others.TryReplaceAsync(name, Content("other"), (await _others.FindAsync(name, Token))!.ETag, Token)));
        var second = await faulty.TryReplaceAsync(name, Content("2"), first, Token);
        Assert.NotNull(second);
        Assert.Null(await faulty.TryReplaceAsync(name, Content("3"), second.Value, Token));
        Assert.Equal("other", Text(await _others.FindAsync(name, Token)));
    }

    [Fact]
    public async Task Replace_ThatNeverArrived_WhileAnotherWon_LostTheRace()
    {
        var name = NewName();
        var first = (await _others.TryPutNewAsync(name, Content("1"), Token))!.Value;
        var faulty = await OverAsync("Drop", async () => Assert.NotNull(await _others.TryReplaceAsync(name, Content("other"), first, Token)));
        Assert.Null(await faulty.TryReplaceAsync(name, Content("2"), first, Token));
    }

    [Fact]
    public async Task ContainerThatIsMissing_HoldsNothing_AndIsMadeByTheFirstDocument()
    {
        var name = new BlobName($"absent-{Interlocked.Increment(ref s_names)}", "a/b");
        Assert.Null(await _others.FindAsync(name, Token));
        Assert.Null(await _others.TryReplaceAsync(name, Content("1"), (await _others.TryPutNewAsync(NewName(), Content("x"), Token))!.Value, Token));
        Assert.Empty((await _others.ListAsync(name.Container, "", null, 10, Token)).Names);
        var puts = await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () => await _others.TryPutNewAsync(name, Content($"{writer}"), Token), Token)));
        Assert.Single(puts, put => put is not null);
    }

    [Fact]
    public async Task LargeDocument_ComesBackWhole()
    {
        var octets = new byte[3 * 1024 * 1024];
        for (var at = 0; at < octets.Length; at++) octets[at] = (byte)(at * 31 % 251);
        var name = NewName();
        Assert.NotNull(await (await OverAsync("LoseAnswer")).TryPutNewAsync(name, new BlobContent(octets, "application/pkix-crl"), Token));
        var found = await _others.FindAsync(name, Token);
        Assert.Equal("application/pkix-crl", found!.Content.ContentType);
        Assert.True(found.Content.Octets.Span.SequenceEqual(octets));
    }

    private static BlobContent Content(string text) => new(Encoding.ASCII.GetBytes(text), "text/plain");

    private static string? Text(Blob? blob) => blob is null ? null : Encoding.ASCII.GetString(blob.Content.Octets.Span);

    private static BlobName NewName() => new("faults", $"{Interlocked.Increment(ref s_names)}");

    private async Task<IBlobs> OverAsync(string fault, Func<Task>? meanwhile = null) =>
        (await azurites.WithKeyAsync(Prefix, FaultyTransport.FirstWrite(Enum.Parse<Fault>(fault), meanwhile))).Blobs;
}
