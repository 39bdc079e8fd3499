using System.Runtime.CompilerServices;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>Partners whose lists are read.</summary>
public interface IPartners
{
    /// <summary>All of them, whatever their state.</summary>
    IAsyncEnumerable<Partner> ListAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Partners that no operator enters: the countries that a registry names and that the own country policy trusts by it. That policy decides
/// on all roots of such a country at once.
/// </summary>
public interface IRegistryPartners : IPartners;

/// <summary>Those that operators entered, then those of the registry.</summary>
/// <param name="registry">Null: no registry is subscribed to.</param>
public sealed class AllPartners(KnownPartners known, IRegistryPartners? registry = null) : IPartners
{
    public async IAsyncEnumerable<Partner> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var partner in known.ListAsync(cancellationToken)) yield return partner;
        if (registry is null) yield break;
        await foreach (var partner in registry.ListAsync(cancellationToken)) yield return partner;
    }

    /// <summary>The partner of an id, whichever kind it is; null: there is none.</summary>
    public async ValueTask<Partner?> FindAsync(PartnerId id, CancellationToken cancellationToken)
    {
        if (!id.IsOfRegistry) return await known.FindAsync(id, cancellationToken);
        if (registry is null) return null;
        await foreach (var partner in registry.ListAsync(cancellationToken))
        {
            if (partner.Id == id) return partner;
        }

        return null;
    }
}
