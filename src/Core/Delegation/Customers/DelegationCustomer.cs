using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Customers;

/// <summary>Somebody to whom providers lend telephone numbers, such as a call centre or a company with a PBX.</summary>
/// <param name="Name">For people.</param>
/// <param name="IsActive">
/// False: no number is granted to it, and no certificate is issued for it. Its grants stay until they are withdrawn.
/// </param>
/// <param name="Revision">1 when it is made, and one more with each change: a client states it when it changes the customer.</param>
public sealed record DelegationCustomer(CustomerId Id, string Name, bool IsActive, long Revision);

/// <summary>Some customers and where to go on; a null continuation is the end.</summary>
public sealed record CustomerPage(IReadOnlyList<DelegationCustomer> Customers, string? Continuation);

/// <summary>What an operator enters about a customer. Only <see cref="Create"/> makes one, so every part is within its bounds.</summary>
public sealed record CustomerTerms
{
    /// <summary>Characters of a name.</summary>
    public const int MaxName = 100;

    private CustomerTerms(string name, bool isActive) => (Name, IsActive) = (name, isActive);

    public string Name { get; }

    public bool IsActive { get; }

    public static Outcome<CustomerTerms, CustomerRefusal> Create(string? name, bool isActive) =>
        PlainText.IsPlain(name, MaxName)
            ? new CustomerTerms(name!, isActive)
            : new CustomerRefusal(CustomerFailure.TermsNotAllowed, $"name must be plain text of 1 to {MaxName} characters");
}

/// <summary>Why a customer is not made or changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record CustomerRefusal(CustomerFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum CustomerFailure
{
    /// <summary>A part of what was entered is missing, too long, or has another form.</summary>
    TermsNotAllowed,

    /// <summary>No customer has this id.</summary>
    NotFound,

    /// <summary>The customer was changed since it was read, or exists already.</summary>
    RevisionDiffers,
}
