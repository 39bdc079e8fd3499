namespace Shaken.Core.Fetching;

/// <summary>
/// Who made us fetch: shares of the places for fetches are counted by it. The default is nobody in particular: a timer, a command, a
/// library's caller that does not tell its clients apart.
/// </summary>
/// <param name="Value">A key of the client's address, the same for all requests of one client.</param>
public readonly record struct ClientKey(string? Value)
{
    public bool IsSomebody => Value is not null;
}
