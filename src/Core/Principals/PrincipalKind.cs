namespace Shaken.Core.Principals;

/// <summary>What a principal is to the deployment.</summary>
public enum PrincipalKind
{
    /// <summary>Somebody who runs the deployment. What it may do is told by its <see cref="OperatorRole"/>s.</summary>
    Operator,

    /// <summary>A program or person of a provider that has an account: gets tokens and reads lists.</summary>
    AccountUser,

    /// <summary>A foreign policy administrator, which reads lists and nothing else.</summary>
    Partner,

    /// <summary>A call validation treatment server, which reports reputation.</summary>
    Reporter,

    /// <summary>An STI-CA, which reports revocations and reads notices.</summary>
    Authority,

    /// <summary>A program of a tenant, such as its SBC: has calls signed and verified.</summary>
    Tenant,

    /// <summary>A customer to whom providers lend numbers: sees its grants, and orders certificates for them.</summary>
    Customer,
}

/// <summary>What an operator may do. An operator has one or more.</summary>
public enum OperatorRole
{
    /// <summary>Manages operators and the deployment. It does not include <see cref="Governance"/>.</summary>
    Administrator,

    /// <summary>Manages providers: accounts, their users, numbers, certificates.</summary>
    Registrar,

    /// <summary>Reads everything, the audit log too, and changes nothing.</summary>
    Auditor,

    /// <summary>The STI-GA: approves CAs, partners and policies, and revokes for cause. Only this role gives or takes itself.</summary>
    Governance,
}
