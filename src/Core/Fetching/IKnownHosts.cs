namespace Shaken.Core.Fetching;

/// <summary>Which hosts are no strangers. An answer makes no host known, since anybody can answer: what it gave must have been judged good.</summary>
public interface IKnownHosts
{
    /// <summary>A certificate that this URL gave stands on a path that was judged good.</summary>
    void Know(string url);
}
