namespace Shaken.Infra.Tests;

/// <summary>One right of one app.</summary>
/// <param name="Scope">The id of what it is on.</param>
internal sealed record Right(string Zone, string Region, string Role, string Scope)
{
    /// <summary>On what, in the words of docs/azure-rights.md.</summary>
    public string On
    {
        get
        {
            var parts = Scope.Split('/');
            var (group, name) = (parts[4], parts[^1]);
            var store = group.Contains("-store-", StringComparison.Ordinal) ? group.Split("-store-")[1] : null;
            return (store, parts[^2]) switch
            {
                (not null, "containers") => $"store `{store}`, container `{name.Split('-', 2)[1]}`",
                (not null, "storageAccounts") when name.Contains($"{store}t", StringComparison.Ordinal) => $"store `{store}`, records",
                (null, "keys") when parts[^3].Contains($"-{Zone}-", StringComparison.Ordinal) => $"key `{name}` of its own vault",
                (null, "vaults") when name.Contains($"-{Zone}-", StringComparison.Ordinal) => "its own vault",
                (null, "storageAccounts") when name.Contains($"{Zone}{Region}", StringComparison.Ordinal) => "its own host account",
                (null, "components") => "the logs",
                _ => Scope,
            };
        }
    }
}
