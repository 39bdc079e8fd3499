using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>A kind of certificate that a client may choose by name (draft-ietf-acme-profiles).</summary>
/// <param name="Name">1 to 64 of <c>a-z 0-9 -</c>.</param>
/// <param name="Description">For people; the directory has it.</param>
/// <param name="Life">The longest that its certificates are valid; null: as long as the CA's usual ones.</param>
public sealed record AcmeProfile(string Name, string Description, TimeSpan? Life);

/// <summary>The profiles of an ACME server. Without one, an order that names a profile is refused.</summary>
public sealed class AcmeProfiles
{
    private readonly Dictionary<string, AcmeProfile> _byName;

    /// <param name="all">Of different names.</param>
    public AcmeProfiles(IReadOnlyList<AcmeProfile> all) =>
        (All, _byName) = (all, all.ToDictionary(profile => profile.Name, StringComparer.Ordinal));

    public static AcmeProfiles None { get; } = new([]);

    public IReadOnlyList<AcmeProfile> All { get; }

    // What an order gets that names none.
    private static AcmeProfile Usual { get; } = new("", "", Life: null);

    /// <summary>The profile of an order.</summary>
    /// <param name="name">Null: the order names none.</param>
    public Outcome<AcmeProfile, AcmeProblem> Find(string? name) =>
        name is null ? Usual
        : _byName.TryGetValue(name, out var profile) ? profile
        : new AcmeProblem(
            AcmeError.InvalidProfile,
            All.Count == 0
                ? "this server has no profiles; leave profile out"
                : $"the directory has the profiles {string.Join(", ", All.Select(known => known.Name))}, and not this one");
}
