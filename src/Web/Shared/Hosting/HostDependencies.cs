using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Web.Shared.Hosting;

/// <summary>What the program takes from the world: time, randomness, names, who started it. A test puts its own in their place.</summary>
/// <param name="Shared">
/// A store that several programs of one process share, as instances of a deployment do; null: each opens its own.
/// </param>
/// <param name="Parent">
/// Which process started this one, and is watched where that is the Functions host; null: not known, or not of interest.
/// </param>
public sealed record HostDependencies(
    TimeProvider Time, IRandom Random, IAddressResolver Resolver, SharedStore? Shared = null, ParentProcess? Parent = null)
{
#pragma warning disable RS0030 // A composition root: the one place of this program that names the system's clock.
    public static readonly HostDependencies Real = new(
        TimeProvider.System, SystemRandom.Instance, SystemResolver.Instance, Parent: ParentProcess.OfThis());
#pragma warning restore RS0030
}

/// <summary>A store that is open already, and the secrets that protect what lies in it. Who opened it closes it.</summary>
public sealed record SharedStore(IRecords Records, IBlobs Blobs, DeploymentSecrets Secrets);
