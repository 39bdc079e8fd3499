using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Policies;

/// <summary>
/// The number tables of policies as blobs, <c>TENANT/TIME-UUID.csv</c>: each name is used once, so that a table that was replaced can be
/// removed without a look at who puts one now.
/// </summary>
internal sealed class NumberBlobs(IBlobs blobs, TimeProvider time, IRandom random)
{
    private const string Container = "signing-numbers";
    private const string MediaType = "text/csv";
    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";

    // A row names a blob in the request that stored it, or never.
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <returns>The name that a policy keeps.</returns>
    public async ValueTask<string> AddAsync(TenantId tenant, ReadOnlyMemory<byte> csv, CancellationToken cancellationToken)
    {
        var name = $"{tenant}/{time.GetUtcNow().UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)}-{random.NewUuid()}.csv";
        await blobs.TryPutNewAsync(new BlobName(Container, name), new BlobContent(csv, MediaType), cancellationToken);
        return name;
    }

    /// <exception cref="StorageException">There is none of this name.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> GetAsync(string name, CancellationToken cancellationToken) =>
        await blobs.FindAsync(new BlobName(Container, name), cancellationToken) is { } blob
            ? blob.Content.Octets
            : throw new StorageException($"The number table {name} is gone.");

    /// <summary>Removes tables that are a day old and not in force.</summary>
    /// <param name="inForce">The name of a tenant's table in force; null: it has none.</param>
    public async ValueTask SweepAsync(Func<TenantId, ValueTask<string?>> inForce, CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await blobs.ListAsync(Container, "", continuation, StorageLimits.Page, cancellationToken);
            foreach (var name in page.Names.Where(IsOld))
            {
                if (TenantId.TryParse(name.Name.Split('/')[0], out var tenant) && await inForce(tenant) != name.Name)
                    await blobs.DeleteAsync(name, cancellationToken);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private bool IsOld(BlobName name)
    {
        var file = name.Name[(name.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return file.IndexOf('-', StringComparison.Ordinal) is > 0 and var end
            && DateTimeOffset.TryParseExact(
                file[..end], TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var storedAt)
            && time.GetUtcNow() - storedAt >= Grace;
    }
}
