using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Functions.Hosting;

/// <summary>What the program takes from the world: time, randomness, names. A test puts its own in their place.</summary>
public sealed record Surroundings(TimeProvider Time, IRandom Random, IAddressResolver Resolver)
{
#pragma warning disable RS0030 // A composition root: the one place of this program that names the system's clock.
    public static readonly Surroundings Real = new(TimeProvider.System, SystemRandom.Instance, SystemResolver.Instance);
#pragma warning restore RS0030
}
