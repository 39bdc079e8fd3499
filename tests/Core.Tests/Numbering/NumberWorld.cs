using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Numbering;

/// <summary>A store with number tables whose segments are so small that a few rows fill several.</summary>
internal sealed class NumberWorld : IDisposable
{
    private readonly List<NumberTableDirectory> _directories = [];

    public NumberWorld() => (Records, Blobs) = (Memory.Records, Memory.Blobs);

    public static CountryCode UnitedStates =>
        CountryCode.TryParse("US", out var country) ? country : throw new InvalidOperationException();

    public (IRecords Records, IBlobs Blobs) Memory { get; } = (new MemoryRecords(), new MemoryBlobs());

    /// <summary>What imports, commits and readers use; over <see cref="Memory"/>, unless a test puts something between.</summary>
    public IRecords Records { get; set; }

    public IBlobs Blobs { get; set; }

    public ManualTime Time { get; } = new();

    public NumberingOptions Options { get; init; } = new() { SegmentOctets = 256, RunOctets = 256 };

    public NumberImports Imports => new(Records, Blobs, Time, SystemRandom.Instance, Options);

    public CommitNumbers Commits => new(Records, Blobs, Time, SystemRandom.Instance, Options);

    public RemoveOldNumbers Removal => new(Records, Blobs, Time, Options);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ReadOnlyMemory<byte> Octets(string csv) => Encoding.UTF8.GetBytes(csv);

    /// <summary>A reader of its own, as another instance would have it.</summary>
    public NumberTableDirectory NewDirectory()
    {
        var directory = new NumberTableDirectory(Records, Blobs, Time, Options, NullLogger<NumberTableDirectory>.Instance);
        _directories.Add(directory);
        return directory;
    }

    /// <summary>Imports parts that are good.</summary>
    public async Task<NumberImportReceipt> ImportAsync(NumberImportKind kind, params string[] parts)
    {
        var outcome = await TryImportAsync(kind, parts);
        return outcome.TryGet(out var receipt, out var refusal) ? receipt : throw new InvalidOperationException(refusal.Detail);
    }

    public async Task<Outcome<NumberImportReceipt, NumberImportRefusal>> TryImportAsync(NumberImportKind kind, params string[] parts) =>
        await CommitAsync(await PrepareAsync(kind, parts), parts.Length);

    /// <summary>An import whose parts are stored.</summary>
    public async Task<NumberImportId> PrepareAsync(NumberImportKind kind, params string[] parts)
    {
        var id = await Imports.BeginAsync(kind, UnitedStates, mayShrink: false, Token);
        for (var part = 1; part <= parts.Length; part++)
        {
            var stored = await Imports.PutPartAsync(id, part, Octets(parts[part - 1]), Token);
            if (!stored.IsSuccess) throw new InvalidOperationException(stored.Failure.Detail);
        }

        return id;
    }

    public async Task<Outcome<NumberImportReceipt, NumberImportRefusal>> CommitAsync(NumberImportId id, int parts) =>
        await Commits.RunAsync(id, parts, progress: null, Token);

    /// <summary>What a fresh reader says: pattern and provider, or "-".</summary>
    public async Task<string> LookUpAsync(string number) => await LookUpAsync(NewDirectory(), number);

    public static async Task<string> LookUpAsync(INumberDirectory directory, string number)
    {
        Assert.True(TelephoneNumber.TryParse(number, out var parsed));
        return await directory.FindAsync(parsed, Token) is { } found ? $"{found.Pattern.Text} {found.Provider}" : "-";
    }

    public async Task<IReadOnlyList<BlobName>> BlobsAsync(string container) =>
        (await Memory.Blobs.ListAsync(container, "", null, StorageLimits.Page, Token)).Names;

    public void Dispose()
    {
        foreach (var directory in _directories) directory.Dispose();
    }
}
