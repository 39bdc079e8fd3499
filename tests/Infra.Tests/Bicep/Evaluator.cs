using System.Text;

namespace Shaken.Infra.Tests.Bicep;

/// <summary>Works out values. What only the deployment knows stays a <see cref="RuntimeValue"/>.</summary>
public sealed class Evaluator(Instance instance, IReadOnlyDictionary<string, object?> locals)
{
    public object? Of(Expression expression) => expression switch
    {
        TextExpression text => OfText(text),
        NumberExpression number => number.Value,
        FlagExpression flag => flag.Value,
        NullExpression => null,
        NameExpression name => locals.TryGetValue(name.Name, out var local) ? local : instance.Get(name.Name, name.At),
        MemberExpression member => OfMember(member, Of(member.Target)),
        IndexExpression index => OfIndex(index, Of(index.Target), Of(index.Index)),
        CallExpression call => OfCall(call),
        UnaryExpression unary => unary.Operator == "!" ? Of(unary.Operand) is false : -(long)Of(unary.Operand)!,
        BinaryExpression binary => OfBinary(binary),
        ChoiceExpression choice => Of(choice.Condition) is true ? Of(choice.Then) : Of(choice.Else),
        ObjectExpression members => members.Properties.ToDictionary(property => Values.ToText(Of(property.Key)), property => Of(property.Value)),
        ArrayExpression array => array.Items.Select(Of).ToList(),
        LoopExpression loop => Turns(loop).Select(turn => turn.Of(loop.Body)).ToList(),
        _ => throw new BicepException(expression.At, "this has no value"),
    };

    /// <summary>An evaluator for each turn of a loop.</summary>
    public IEnumerable<Evaluator> Turns(LoopExpression loop) => Values.ToList(Of(loop.Source)).Select((item, at) => With((loop.Item, item), (loop.Index, (long)at)));

    private Evaluator With(params (string? Name, object? Value)[] names)
    {
        var all = new Dictionary<string, object?>(locals);
        foreach (var (name, value) in names)
        {
            if (name is not null) all[name] = value;
        }

        return new Evaluator(instance, all);
    }

    private string OfText(TextExpression text)
    {
        var whole = new StringBuilder(text.Texts[0]);
        for (var hole = 0; hole < text.Holes.Count; hole++) whole.Append(Values.ToText(Of(text.Holes[hole]))).Append(text.Texts[hole + 1]);
        return whole.ToString();
    }

    private static object? OfMember(MemberExpression member, object? target) => target switch
    {
        IReadOnlyDictionary<string, object?> members => members.TryGetValue(member.Name, out var value) ? value : throw new BicepException(member.At, $"there is no {member.Name}"),
        RuntimeValue runtime => new RuntimeValue($"{runtime.Path}.{member.Name}"),
        ResourceValue resource => member.Name switch
        {
            "id" => resource.Id,
            "name" => resource.Name,
            "type" => resource.Type,
            "location" when resource.Body.Value.TryGetValue("location", out var location) => location,
            _ => new RuntimeValue($"{resource.Id}.{member.Name}"),
        },
        Place place => member.Name switch
        {
            "id" => place.Id,
            "name" when place.Group is not null => place.Group,
            "subscriptionId" => Functions.Subscription.Split('/')[^1],
            _ => new RuntimeValue($"{place.Id}.{member.Name}"),
        },
        Instance module => member.Name == "outputs" ? new ModuleOutputs(module) : throw new BicepException(member.At, $"a module has no {member.Name}"),
        ModuleOutputs outputs => outputs.Module.Output(member.Name),
        _ => throw new BicepException(member.At, $"{target ?? "null"} has no {member.Name}"),
    };

    private static object? OfIndex(IndexExpression index, object? target, object? at) => (target, at) switch
    {
        (List<object?> list, long number) when number >= 0 && number < list.Count => list[(int)number],
        (IReadOnlyDictionary<string, object?> members, string name) when members.TryGetValue(name, out var value) => value,
        (RuntimeValue runtime, _) => new RuntimeValue($"{runtime.Path}[{Values.ToText(at)}]"),
        _ => throw new BicepException(index.At, $"there is no [{at}]"),
    };

    private object? OfCall(CallExpression call)
    {
        try
        {
            if (call.Arguments is [var source, LambdaExpression lambda]) return OverLambda(call, Of(source), lambda);
            return Functions.All.TryGetValue(call.Name, out var function)
                ? function.Run(instance.Place, [.. call.Arguments.Select(Of)])
                : throw new BicepException(call.At, $"there is no function {call.Name}");
        }
        catch (Exception exception) when (exception is InvalidCastException or FormatException or OverflowException)
        {
            throw new BicepException(call.At, $"{call.Name}: {exception.Message}");
        }
    }

    private object OverLambda(CallExpression call, object? given, LambdaExpression lambda)
    {
        object? Apply(object? item, int at) => With((lambda.Parameters[0], item), (lambda.Parameters.ElementAtOrDefault(1), (long)at)).Of(lambda.Body);
        return call.Name switch
        {
            "map" => Values.ToList(given).Select(Apply).ToList(),
            "filter" => Values.ToList(given).Where((item, at) => Apply(item, at) is true).ToList(),
            "mapValues" => ((IReadOnlyDictionary<string, object?>)given!).ToDictionary(member => member.Key, member => Apply(member.Value, 0)),
            _ => throw new BicepException(call.At, $"there is no function {call.Name}"),
        };
    }

    private object OfBinary(BinaryExpression binary)
    {
        var left = Of(binary.Left);
        return binary.Operator switch
        {
            "&&" => left is true && Of(binary.Right) is true,
            "||" => left is true || Of(binary.Right) is true,
            "==" => Equals(left, Of(binary.Right)),
            "!=" => !Equals(left, Of(binary.Right)),
            "+" => (long)left! + (long)Of(binary.Right)!,
            "-" => (long)left! - (long)Of(binary.Right)!,
            "*" => (long)left! * (long)Of(binary.Right)!,
            "<" => (long)left! < (long)Of(binary.Right)!,
            "<=" => (long)left! <= (long)Of(binary.Right)!,
            ">" => (long)left! > (long)Of(binary.Right)!,
            ">=" => (long)left! >= (long)Of(binary.Right)!,
            _ => throw new BicepException(binary.At, $"the operator {binary.Operator} is not known"),
        };
    }
}

/// <summary>What a module gives, worked out when it is asked for.</summary>
public sealed record ModuleOutputs(Instance Module);
