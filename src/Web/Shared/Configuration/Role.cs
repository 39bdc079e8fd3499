namespace Shaken.Web.Shared.Configuration;

/// <summary>What a deployment does; it turns roles on one by one.</summary>
public enum Role
{
    /// <summary>Call Placement Service: takes PASSporTs in and hands each out once.</summary>
    Cps,

    /// <summary>STI-CR: publishes certificate chains under the URLs that x5u names.</summary>
    Cr,

    /// <summary>STI-CA: issues certificates, by ACME and by hand, and revokes them.</summary>
    Ca,

    /// <summary>STI-PA: keeps providers, codes and numbers, issues tokens, publishes the trusted-CA list and the indirect CRL.</summary>
    Pa,

    /// <summary>STI-AS: signs calls of tenants, and keeps the provider's own certificate in force.</summary>
    As,

    /// <summary>STI-VS: verifies calls for tenants, and says what is to become of them.</summary>
    Vs,

    /// <summary>Lends telephone numbers to customers: grants, certificates for exactly these numbers, proofs of possession.</summary>
    Delegation,

    /// <summary>The international registry: countries register with it, and policy administrators follow its list.</summary>
    Registry,

    /// <summary>The console: pages for a browser, among them that of the manual flow.</summary>
    Console,
}
