using System.Reflection;
using System.Text;

namespace MarketFlow.Tests;

/// <summary>Writes down the public face of an assembly as text, so that a change to it is seen in review.</summary>
internal static class ApprovedApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext _nullability = new();

    /// <summary>Compares with <c>{assembly}.approved.txt</c> in the test project; on a difference writes <c>.received.txt</c> beside it.</summary>
    public static void Check(Assembly assembly, string testProject)
    {
        var name = assembly.GetName().Name;
        var folder = Path.Combine(RecordedSession.RepositoryRoot(), "tests", testProject);
        var approvedPath = Path.Combine(folder, $"{name}.approved.txt");
        var approved = File.Exists(approvedPath) ? File.ReadAllText(approvedPath).ReplaceLineEndings("\n") : string.Empty;
        var received = Describe(assembly);
        if (received != approved)
        {
            var receivedPath = Path.Combine(folder, $"{name}.received.txt");
            File.WriteAllText(receivedPath, received);
            Assert.Fail($"The public face of {name} changed. If that is meant, copy {receivedPath} over {approvedPath}, and say so in CHANGELOG.md.");
        }
    }

    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append(Bases(type)).Append('\n');
            var members = type.GetMembers(Declared).Where(IsPublic).Select(Member).Where(line => line.Length > 0);
            foreach (var member in members.Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces().Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && !type.IsEnum)
        {
            bases.Insert(0, Name(parent));
        }

        return bases.Count == 0 || type.IsEnum ? string.Empty : " : " + string.Join(", ", bases);
    }

    private static bool IsPublic(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } method => method.Name.StartsWith("op_", StringComparison.Ordinal) && method.IsPublic,
        MethodBase method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.Name.Contains('<', StringComparison.Ordinal),
        FieldInfo field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(accessor => accessor.IsPublic || accessor.IsFamily),
        EventInfo => true,
        _ => false,
    };

    private static string Member(MemberInfo member) => member switch
    {
        FieldInfo { DeclaringType.IsEnum: true } field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}field {Name(field.FieldType)} {field.Name}",
        PropertyInfo property => $"{Modifiers(property.GetMethod ?? property.SetMethod!)}{(IsRequired(property) ? "required " : "")}"
            + $"{Name(property.PropertyType)}{Mark(_nullability.Create(property).ReadState)} {property.Name} {Accessors(property)}",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{Modifiers(method)}{Name(method.ReturnType)}{Mark(_nullability.Create(method.ReturnParameter).ReadState)} {method.Name}{Generics(method)}({Parameters(method)})",
        EventInfo value => $"event {Name(value.EventHandlerType!)} {value.Name}",
        _ => string.Empty,
    };

    private static bool IsRequired(PropertyInfo property) =>
        property.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute");

    private static string Modifiers(MethodInfo method) =>
        (method.IsStatic ? "static " : "") + (method.IsFamily ? "protected " : "") + (method.IsAbstract ? "abstract " : "")
        + (method is { IsVirtual: true, IsFinal: false, IsAbstract: false } ? "virtual " : "");

    private static string Accessors(PropertyInfo property)
    {
        var set = property.SetMethod is not { IsPublic: true } setter ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;";
        return $"{{{(property.GetMethod is { IsPublic: true } ? " get;" : "")}{set} }}";
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : string.Empty;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)}{Mark(_nullability.Create(parameter).ReadState)} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? $" = {parameter.DefaultValue switch { null => "default", string text => $"\"{text}\"", var value => value }}" : string.Empty;

    private static string Mark(NullabilityState state) => state == NullabilityState.Nullable ? "?" : string.Empty;

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (!type.IsGenericType)
        {
            return type.IsGenericParameter ? type.Name : type.FullName ?? type.Name;
        }

        var generic = type.GetGenericTypeDefinition();
        var name = (generic.FullName ?? generic.Name).Split('`')[0];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
