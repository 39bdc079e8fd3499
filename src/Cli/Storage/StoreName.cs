using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Azure;
using Shaken.Azure.Clients;
using Shaken.Cli.Output;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Local;

namespace Shaken.Cli.Storage;

/// <summary>A store that is named on the command line, open.</summary>
internal sealed class StoreName : IAsyncDisposable
{
    public const string Forms = "disk:FOLDER; azure:ACCOUNT, or azure:BLOBS,TABLES where they are two accounts, with the identity of this machine or of az login; connection:FILE with an Azure connection string";

    private const string Disk = "disk:";
    private const string Account = "azure:";
    private const string Connection = "connection:";

    private readonly LocalStore? _owned;

    private StoreName(WholeStore store, LocalStore? owned = null) => (Store, _owned) = (store, owned);

    public WholeStore Store { get; }

    /// <param name="prefix">Azure:Storage:Prefix; null: the usual one.</param>
    /// <param name="mayMake">Makes the folder of a disk store where there is none.</param>
    /// <param name="acceptsLostJournal">Opens a disk store though its journal is missing or empty beside documents.</param>
    public static StoreName Open(string name, string? prefix, bool mayMake, bool acceptsLostJournal)
    {
        if (name.StartsWith(Disk, StringComparison.Ordinal)) return OpenFolder(name[Disk.Length..], prefix, mayMake, acceptsLostJournal);
        if (name.StartsWith(Account, StringComparison.Ordinal)) return OpenAccount(OfAccount(name[Account.Length..]), new DefaultAzureCredential(), prefix);
        if (name.StartsWith(Connection, StringComparison.Ordinal)) return OpenAccount(OfFile(name[Connection.Length..]), credential: null, prefix);
        throw new UsageException($"\"{name}\" is not a store: give {Forms}.");
    }

    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static StoreName OpenFolder(string folder, string? prefix, bool mayMake, bool acceptsLostJournal)
    {
        if (prefix is not null) throw new UsageException("A disk store has no prefix: leave the prefix option out.");
        if (!mayMake && !acceptsLostJournal && !File.Exists(Path.Combine(folder, LocalStore.JournalName)))
            throw new UsageException($"{folder} holds no store: check the folder's name.");
        var store = LocalStore.Open(folder, new LocalStoreOptions { Time = Clock.System, AcceptsLostJournal = acceptsLostJournal },
            NullLoggerFactory.Instance);
        return new StoreName(store.Whole, store);
    }

    private static StoreName OpenAccount(StorageConnection connection, TokenCredential? credential, string? prefix)
    {
        prefix ??= StoragePrefix.Default;
        if (!StoragePrefix.IsValid(prefix)) throw new UsageException($"\"{prefix}\" is not a prefix: it must have {StoragePrefix.Rule}.");
        var store = new AzureStore(
            connection, credential, prefix, new AzureStoreOptions(Clock.System, SystemRandom.Instance, StorageRetries.Usual));
        return new StoreName(new WholeStore(store.Records, store.Blobs, store.Inventory));
    }

    private static StorageConnection OfAccount(string accounts)
    {
        var (blobs, tables) = accounts.Split(',') is [var one, var other] ? (one, other) : (accounts, accounts);
        return new StorageConnection(EndpointOf(blobs, "blob"), EndpointOf(tables, "table"), Key: null);
    }

    private static Uri EndpointOf(string account, string service) => account.Length is >= 3 and <= 24 && account.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter))
        ? new Uri($"https://{account}.{service}.core.windows.net")
        : throw new UsageException($"\"{account}\" is not a storage account name: it must have 3 to 24 of a-z and 0-9.");

    private static StorageConnection OfFile(string file) =>
        StorageConnection.TryParse(Inputs.FileText(file).Trim(), out var connection, out var problem) ? connection : throw new UsageException($"{file}: {problem}.");
}
