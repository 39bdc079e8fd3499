using System.Globalization;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

public sealed class BoundedCacheTests
{
    private const long Most = 1000;

    [Fact]
    public void Set_OfMany_KeepsNoMoreThanTwiceTheCapacity_AndTheNewest()
    {
        var cache = new BoundedCache<string, byte[]>(10);
        Fill(cache, count: 95, size: 1000);
        Assert.InRange(Kept(cache, 95).Count, 10, 20);
        Assert.True(cache.TryGet("94", out _));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(500)]
    public void Set_OfMany_KeepsNoMoreThanTheWeight_AndTheNewest(int size)
    {
        var cache = Weighed();
        for (var count = 1; count <= 300; count++)
        {
            cache.Set(Name(count), new byte[size]);
            Assert.True(cache.TryGet(Name(count), out _));
        }

        Assert.InRange(Kept(cache, 301).Sum(value => (long)value.Length), (Most / 2) - size + 1, Most);
    }

    [Fact]
    public void Set_OfManyLargeValues_LetsGoOfThem()
    {
        const int Size = 100_000;
        var cache = new BoundedCache<string, byte[]>(10_000, value => value.Length, Size * 10L);
        var values = Fill(cache, count: 200, Size);
        GC.Collect();
        Assert.InRange(values.Count(value => value.IsAlive), 5, 10);
        GC.KeepAlive(cache);
    }

    [Fact]
    public void Set_OfManyLargeValues_LeavesASmallOneThatIsAskedFor()
    {
        var cache = Weighed();
        var small = new byte[1];
        cache.Set("small", small);
        for (var count = 1; count <= 300; count++)
        {
            cache.Set(Name(count), new byte[400]);
            Assert.True(cache.TryGet("small", out var kept));
            Assert.Same(small, kept);
        }
    }

    [Fact]
    public void Set_OfWhatIsTooHeavy_KeepsNeitherItNorWhatItReplaces()
    {
        var cache = Weighed();
        cache.Set("a", new byte[10]);
        cache.Set("b", new byte[10]);
        cache.Set("a", new byte[501]);
        Assert.False(cache.TryGet("a", out _));
        Assert.True(cache.TryGet("b", out _));
    }

    [Fact]
    public void Set_OfTheSameKeyAgainAndAgain_KeepsTheLast()
    {
        var cache = Weighed();
        for (var size = 1; size <= 400; size++) cache.Set("a", new byte[size]);
        Assert.True(cache.TryGet("a", out var value));
        Assert.Equal(400, value.Length);
        cache.Remove("a");
        Assert.False(cache.TryGet("a", out _));
    }

    private static BoundedCache<string, byte[]> Weighed() => new(10_000, value => value.Length, Most, StringComparer.Ordinal);

    // By itself, so that nothing on the caller's stack keeps a value alive.
    private static List<WeakReference> Fill(BoundedCache<string, byte[]> cache, int count, int size)
    {
        var values = new List<WeakReference>();
        for (var index = 0; index < count; index++)
        {
            var value = new byte[size];
            values.Add(new WeakReference(value));
            cache.Set(Name(index), value);
        }

        return values;
    }

    // The newest first: asking for the older ones may drop others.
    private static List<byte[]> Kept(BoundedCache<string, byte[]> cache, int count)
    {
        var kept = new List<byte[]>();
        for (var index = count - 1; index >= 0; index--)
        {
            if (cache.TryGet(Name(index), out var value)) kept.Add(value);
        }

        return kept;
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
