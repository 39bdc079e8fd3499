namespace Shaken.Core.Fetching;

/// <summary>Fetches that share slots. A full pool takes nothing from the others.</summary>
public enum FetchPool
{
    /// <summary>Certificates, whose URLs any stranger names.</summary>
    Certificates,

    /// <summary>Trusted-CA lists, whose URLs an operator names, and the certificates of their signers.</summary>
    TrustLists,

    /// <summary>
    /// CRLs, whose URLs trusted certificates and an operator name, and the certificates of their signers; TNAuthLists by reference, whose
    /// URLs trusted certificates name.
    /// </summary>
    Crls,

    /// <summary>Icons and jCards of rich call data, whose URLs any holder of a good certificate names.</summary>
    RichCallContents,
}
