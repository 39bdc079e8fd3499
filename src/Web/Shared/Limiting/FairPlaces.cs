using System.Diagnostics.CodeAnalysis;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// A bounded number of places for things that a client can keep open: connections, request bodies on their way. When every place is taken, the oldest one
/// of the address with the most gives way, so an address that holds few places always gets another one.
/// </summary>
/// <param name="most">Places in all.</param>
/// <param name="mostOfOne">Places of one address.</param>
internal sealed class FairPlaces(int most, int mostOfOne)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedList<Place>> _byAddress = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How many places are taken.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Takes a place, if the address may have one more.</summary>
    /// <param name="isProxy">The address stands for many clients: the bound of one address does not apply.</param>
    /// <param name="giveWay">Called at most once, on the thread of another client, when the place is taken away. It must not throw.</param>
    public bool TryEnter(string address, bool isProxy, Action giveWay, [NotNullWhen(true)] out Place? place)
    {
        Place? givesWay = null;
        lock (_lock)
        {
            var own = _byAddress.GetValueOrDefault(address)?.Count ?? 0;
            place = null;
            if (!isProxy && own >= mostOfOne) return false;
            if (_count >= most)
            {
                // The scan is paid only while every place is taken. There are at most as many addresses as places.
                var heaviest = _byAddress.Values.MaxBy(places => places.Count)!;
                var isOwn = own == heaviest.Count;
                if (!isOwn && heaviest.Count <= own + 1) return false;
                givesWay = isOwn ? _byAddress[address].First!.Value : heaviest.First!.Value;
                Remove(givesWay);
            }

            place = new Place(this, address, giveWay);
            if (!_byAddress.TryGetValue(address, out var list)) _byAddress[address] = list = new LinkedList<Place>();
            place.Node = list.AddLast(place);
            _count++;
        }

        givesWay?.GiveWay();
        return true;
    }

    private void Leave(Place place)
    {
        lock (_lock) Remove(place);
    }

    private void Remove(Place place)
    {
        if (place.Node is not { List: { } list } node) return;
        list.Remove(node);
        place.Node = null;
        _count--;
        if (list.Count == 0) _byAddress.Remove(place.Address);
    }

    /// <summary>One place. Disposing it twice, or after it gave way, does nothing.</summary>
    internal sealed class Place(FairPlaces owner, string address, Action giveWay) : IDisposable
    {
        public string Address => address;

        /// <summary>Null once the place is free again.</summary>
        public LinkedListNode<Place>? Node { get; set; }

        public void GiveWay() => giveWay();

        public void Dispose() => owner.Leave(this);
    }
}
