using System.Security.Cryptography;

namespace Shaken.Core.Foundations;

/// <summary>The operating system's generator: what every deployment uses.</summary>
public sealed class SystemRandom : IRandom
{
    public static readonly SystemRandom Instance = new();

    private SystemRandom()
    {
    }

#pragma warning disable RS0030 // The one place that names the generator.
    public void Fill(Span<byte> octets) => RandomNumberGenerator.Fill(octets);
#pragma warning restore RS0030
}
