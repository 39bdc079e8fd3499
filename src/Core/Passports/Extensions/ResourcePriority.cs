using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Extensions;

/// <summary>An r-value of Resource-Priority (RFC 4412 section 3.1): a namespace, a dot, a priority, such as ets.0.</summary>
public sealed record ResourcePriority
{
    // token-nodot of RFC 4412: a token of RFC 3261 section 25.1 without the dot.
    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-!%*_+`'~");

    private ResourcePriority(string @namespace, string priority) => (Namespace, Priority) = (@namespace, priority);

    /// <summary>As written; namespaces are compared without case.</summary>
    public string Namespace { get; }

    public string Priority { get; }

    /// <summary>Whether the namespace is esnet, that of emergency services (RFC 7135).</summary>
    public bool IsOfEmergencyServices => Namespace.Equals("esnet", StringComparison.OrdinalIgnoreCase);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ResourcePriority? priority)
    {
        priority = null;
        if (text is null or { Length: > Limits.ResourcePriorityLength }) return false;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || dot == text.Length - 1) return false;
        if (text.AsSpan(0, dot).ContainsAnyExcept(Token) || text.AsSpan(dot + 1).ContainsAnyExcept(Token)) return false;
        priority = new ResourcePriority(text[..dot], text[(dot + 1)..]);
        return true;
    }

    public override string ToString() => $"{Namespace}.{Priority}";
}
