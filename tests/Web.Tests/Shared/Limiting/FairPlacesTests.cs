using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Tests.Shared.Limiting;

public sealed class FairPlacesTests
{
    private readonly List<string> _gaveWay = [];

    [Fact]
    public void TryEnter_AtTheBoundOfOneAddress_Refuses()
    {
        var places = new FairPlaces(most: 10, mostOfOne: 2);
        Assert.NotNull(Enter(places, "a"));
        var second = Enter(places, "a");
        Assert.Null(Enter(places, "a"));
        Assert.NotNull(Enter(places, "b"));
        second!.Dispose();
        second.Dispose();
        Assert.NotNull(Enter(places, "a"));
        Assert.Equal(3, places.Count);
    }

    [Fact]
    public void TryEnter_AProxy_HasNoBoundOfItsOwn()
    {
        var places = new FairPlaces(most: 10, mostOfOne: 2);
        for (var count = 0; count < 9; count++) Assert.NotNull(Enter(places, "proxy", isProxy: true));
    }

    [Fact]
    public void TryEnter_WhenFull_OldestOfTheHeaviestGivesWay()
    {
        var places = new FairPlaces(most: 5, mostOfOne: 4);
        foreach (var name in (string[])["light", "heavy1", "heavy2", "heavy3", "heavy4"]) Assert.NotNull(Enter(places, name[..5], name: name));
        Assert.NotNull(Enter(places, "other"));
        Assert.Equal(["heavy1"], _gaveWay);
        Assert.NotNull(Enter(places, "light"));
        Assert.Equal(["heavy1", "heavy2"], _gaveWay);
        Assert.Equal(5, places.Count);
    }

    [Fact]
    public void TryEnter_WhenFullByOneAddress_ItsOwnOldestGivesWay()
    {
        var places = new FairPlaces(most: 2, mostOfOne: 9);
        foreach (var name in (string[])["1", "2", "3"]) Assert.NotNull(Enter(places, "a", name: name));
        Assert.Equal(["1"], _gaveWay);
        Assert.Equal(2, places.Count);
    }

    [Fact]
    public void TryEnter_WhenFullAndSharedEqually_Refuses()
    {
        var places = new FairPlaces(most: 2, mostOfOne: 2);
        Assert.NotNull(Enter(places, "a"));
        Assert.NotNull(Enter(places, "b"));
        Assert.Null(Enter(places, "c"));
        Assert.Empty(_gaveWay);
    }

    [Fact]
    public void Dispose_AfterGivingWay_FreesNoSecondPlace()
    {
        var places = new FairPlaces(most: 2, mostOfOne: 2);
        var first = Enter(places, "a");
        Enter(places, "a");
        Assert.NotNull(Enter(places, "b"));
        first!.Dispose();
        Assert.Equal(2, places.Count);
    }

    private FairPlaces.Place? Enter(FairPlaces places, string address, bool isProxy = false, string name = "") =>
        places.TryEnter(address, isProxy, () => _gaveWay.Add(name), out var place) ? place : null;
}
