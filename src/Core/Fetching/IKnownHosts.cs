namespace Shaken.Core.Fetching;

/// <summary>
/// Tracks hosts and URLs that have proven themselves. Serving a valid certificate is not proof; anyone can serve a copy.
/// </summary>
public interface IKnownHosts
{
    /// <summary>The holder of a trusted certificate signed that the certificate lies at this URL.</summary>
    /// <param name="holder">Names the holder: one holder makes only a few URLs known at once, and then one an hour.</param>
    void Know(string url, string holder);
}
