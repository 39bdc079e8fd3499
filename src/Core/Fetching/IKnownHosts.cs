namespace Shaken.Core.Fetching;

/// <summary>Which hosts are no strangers. An answer makes no host known, since anybody can answer, and neither does a good certificate, since anybody can serve a copy.</summary>
public interface IKnownHosts
{
    /// <summary>Who holds the key of a good certificate signed that it lies at this URL.</summary>
    void Know(string url);
}
