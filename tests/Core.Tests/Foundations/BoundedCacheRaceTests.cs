using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

/// <summary>
/// A reader finds a value in the old generation, and before it moves it to the young one another caller changes the cache. The comparer
/// is where a test gets in between: the old generation compares the key after the reader has decided to move what it finds.
/// </summary>
public sealed class BoundedCacheRaceTests
{
    private readonly InterruptingComparer _comparer = new();
    private readonly BoundedCache<string, string> _cache;

    public BoundedCacheRaceTests()
    {
        _cache = new BoundedCache<string, string>(2, _comparer);
        _cache.Set("key", "first");

        // Two more fill the young generation, which becomes the old one.
        _cache.Set("a", "a");
        _cache.Set("b", "b");
    }

    [Fact]
    public void TryGet_WhenTheValueIsRemovedMeanwhile_DoesNotBringItBack()
    {
        _comparer.Interrupt = () => _cache.Remove("key");
        _cache.TryGet("key", out _);
        Assert.True(_comparer.WasInterrupted);
        Assert.False(_cache.TryGet("key", out _));
    }

    [Fact]
    public void TryGet_WhenTheValueIsReplacedMeanwhile_KeepsTheNewerOne()
    {
        _comparer.Interrupt = () => _cache.Set("key", "second");
        _cache.TryGet("key", out _);
        Assert.True(_comparer.WasInterrupted);
        Assert.True(_cache.TryGet("key", out var value));
        Assert.Equal("second", value);
    }

    [Fact]
    public void TryGet_WhenTheValueIsRemovedAndTheGenerationsTurn_DoesNotBringItBack()
    {
        _comparer.Interrupt = () =>
        {
            _cache.Remove("key");
            for (var number = 0; number < 3; number++) _cache.Set($"{number}", "");
        };
        _cache.TryGet("key", out _);
        Assert.True(_comparer.WasInterrupted);
        Assert.False(_cache.TryGet("key", out _));
    }

    [Fact]
    public void GetOrAdd_OfTwoAtOnce_GivesBothTheSame()
    {
        var value = _cache.GetOrAdd("new", () => "made");
        Assert.Same(value, _cache.GetOrAdd("new", () => "made again"));
    }

    private sealed class InterruptingComparer : IEqualityComparer<string>
    {
        public Action? Interrupt { get; set; }

        public bool WasInterrupted { get; private set; }

        public bool Equals(string? x, string? y)
        {
            if (Interrupt is { } interrupt && x == "key" && y == "key")
            {
                Interrupt = null;
                WasInterrupted = true;
                interrupt();
            }

            return string.Equals(x, y, StringComparison.Ordinal);
        }

        public int GetHashCode(string obj) => StringComparer.Ordinal.GetHashCode(obj);
    }
}
