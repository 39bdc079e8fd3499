namespace Shaken.Core.Pki.Lint.Rules;

/// <summary>Where in a hierarchy a certificate stands.</summary>
[Flags]
internal enum CertificateKinds
{
    None = 0,

    /// <summary>No CA.</summary>
    Leaf = 1 << 0,

    /// <summary>A CA that another key signed.</summary>
    Intermediate = 1 << 1,

    /// <summary>A CA that its own key signed.</summary>
    Root = 1 << 2,

    Ca = Intermediate | Root,
    BelowRoot = Leaf | Intermediate,
    All = Leaf | Intermediate | Root,
}
