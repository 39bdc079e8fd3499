namespace Shaken.Console.Tests;

/// <summary>The pictures that <see cref="EveryScreenTests"/> writes for the guide.</summary>
public sealed class GuideTests
{
    [Fact]
    public void Pictures_OfTheRepository_AreThoseThatTheGuideShows()
    {
        var guide = Checkout.Read("docs/guides/console.md");
        var shown = guide.Split("(../images/").Skip(1).Select(rest => $"docs/images/{rest[..rest.IndexOf(')', StringComparison.Ordinal)]}");
        Assert.Equal(Checkout.Files("docs/images", ".png"), shown.Order(StringComparer.Ordinal));
    }
}
